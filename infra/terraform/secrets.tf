# Made by `aws secretsmanager put-secret-value`, never by Terraform: its state would hold them.
locals {
  secrets = {
    hash-key     = "Key of the hashes that stand for licence and social security numbers"
    court-access = "Keys and known hosts of the courts' servers (SFTP), as JSON"
    prefect-api  = "User and password of Prefect's server, user:password"
  }
}

resource "aws_secretsmanager_secret" "these" {
  for_each = local.secrets

  #checkov:skip=CKV2_AWS_57:Rotating the hash key would part every person from earlier runs; courts change theirs by letter
  name                    = "${local.name}/${each.key}"
  description             = each.value
  kms_key_id              = aws_kms_key.these["secrets"].arn
  recovery_window_in_days = 30
}
