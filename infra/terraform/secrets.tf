# Made by `aws secretsmanager put-secret-value`, never by Terraform: its state would hold them.
locals {
  secrets = {
    court-access = "Private key of this account on the courts' servers (SFTP), as PEM text"
    prefect-api  = "User and password of Prefect's server, user:password"
  }
}

resource "aws_secretsmanager_secret" "these" {
  for_each = local.secrets

  #checkov:skip=CKV2_AWS_57:Courts change the key that they know by letter, and Prefect's password ends every worker's session
  name                    = "${local.name}/${each.key}"
  description             = each.value
  kms_key_id              = aws_kms_key.these["secrets"].arn
  recovery_window_in_days = 30
}
