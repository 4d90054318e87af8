# Snapshots that nobody can delete, not even the account's owner, for as long as the vault keeps them.
resource "aws_backup_vault" "this" {
  name        = local.name
  kms_key_arn = aws_kms_key.these["database"].arn
}

resource "aws_backup_vault_lock_configuration" "this" {
  backup_vault_name  = aws_backup_vault.this.name
  min_retention_days = 35
  max_retention_days = 400
}

resource "aws_backup_plan" "this" {
  name = local.name

  rule {
    rule_name         = "nightly"
    target_vault_name = aws_backup_vault.this.name
    schedule          = "cron(0 9 * * ? *)"

    lifecycle {
      delete_after = 35
    }
  }
}

resource "aws_backup_selection" "this" {
  # The emulator knows plans and vaults and no selections.
  count = var.emulated ? 0 : 1

  name         = local.name
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.backup.arn
  resources = concat(
    [for name in keys(local.databases) : "arn:${local.partition}:rds:${var.region}:${var.account}:db:${local.name}-${name}"],
    [local.bucket_arns["packages"], local.bucket_arns["audit"]],
  )
}
