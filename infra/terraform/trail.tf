# Who did what in the account, and who read which object, where nobody can change it.
resource "aws_cloudwatch_log_group" "trail" {
  name              = "/relief/${var.environment}/trail"
  retention_in_days = 400
  kms_key_id        = aws_kms_key.these["audit"].arn
}

resource "aws_iam_role" "trail" {
  name               = "${local.name}-trail"
  assume_role_policy = data.aws_iam_policy_document.assumed_by["cloudtrail"].json
}

data "aws_iam_policy_document" "trail" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.trail.arn}:*"]
  }
}

resource "aws_iam_role_policy" "trail" {
  name   = "write"
  role   = aws_iam_role.trail.id
  policy = data.aws_iam_policy_document.trail.json
}

resource "aws_cloudtrail" "this" {
  name                          = local.name
  s3_bucket_name                = module.bucket["trail"].id
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  kms_key_id                    = aws_kms_key.these["audit"].arn
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.trail.arn
  sns_topic_name                = aws_sns_topic.alarms.name

  event_selector {
    include_management_events = true
    read_write_type           = "All"

    data_resource {
      type   = "AWS::S3::Object"
      values = [for kind in ["inbound", "work", "packages", "audit"] : "${local.bucket_arns[kind]}/"]
    }
  }

  depends_on = [module.bucket]
}
