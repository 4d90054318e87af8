resource "aws_guardduty_detector" "this" {
  #checkov:skip=CKV2_AWS_3:Enabled for this account and region; organization-wide is for the organization's own account to say
  enable                       = true
  finding_publishing_frequency = "FIFTEEN_MINUTES"
}

# No emulator has Security Hub.
resource "aws_securityhub_account" "this" {
  count = var.emulated ? 0 : 1
}

resource "aws_securityhub_standards_subscription" "nist" {
  count = var.emulated ? 0 : 1

  standards_arn = "arn:${local.partition}:securityhub:${var.region}::standards/nist-800-53/v/5.0.0"

  depends_on = [aws_securityhub_account.this]
}

resource "aws_iam_role" "config" {
  name               = "${local.name}-config"
  assume_role_policy = data.aws_iam_policy_document.assumed_by["config"].json
}

resource "aws_iam_role_policy_attachment" "config" {
  role       = aws_iam_role.config.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWS_ConfigRole"
}

resource "aws_config_configuration_recorder" "this" {
  name     = local.name
  role_arn = aws_iam_role.config.arn

  recording_group {
    all_supported                 = true
    include_global_resource_types = true
  }
}

resource "aws_config_delivery_channel" "this" {
  name           = local.name
  s3_bucket_name = module.bucket["trail"].id
  s3_key_prefix  = "config"

  depends_on = [aws_config_configuration_recorder.this]
}

resource "aws_config_configuration_recorder_status" "this" {
  name       = aws_config_configuration_recorder.this.name
  is_enabled = true

  depends_on = [aws_config_delivery_channel.this]
}

resource "aws_config_config_rule" "these" {
  for_each = {
    over-tls         = "S3_BUCKET_SSL_REQUESTS_ONLY"
    not-public       = "S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED"
    versioned        = "S3_BUCKET_VERSIONING_ENABLED"
    database-storage = "RDS_STORAGE_ENCRYPTED"
    database-private = "RDS_INSTANCE_PUBLIC_ACCESS_CHECK"
    trail            = "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED"
  }

  name = "${local.name}-${each.key}"

  source {
    owner             = "AWS"
    source_identifier = each.value
  }

  depends_on = [aws_config_configuration_recorder.this]
}
