# A role a service, each with what it does and nothing else. No `*` for a resource in any of them.
data "aws_iam_policy_document" "assumed_by" {
  for_each = toset(["ecs-tasks", "vpc-flow-logs", "monitoring.rds", "backup", "cloudtrail", "config"])

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["${each.key}.amazonaws.com"]
    }

    # RDS and Backup name no account when they take a role.
    dynamic "condition" {
      for_each = contains(["monitoring.rds", "backup"], each.key) ? [] : [1]

      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [var.account]
      }
    }
  }
}

# Whatever is attached to a role later, it can do no more than this.
data "aws_iam_policy_document" "boundary" {
  statement {
    sid = "WhatTasksMayEverDo"
    actions = [
      "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:AbortMultipartUpload",
      "s3:ListMultipartUploadParts",
    ]
    resources = flatten([for kind in ["inbound", "work", "packages", "audit"] :
    [local.bucket_arns[kind], "${local.bucket_arns[kind]}/*"]])
  }

  statement {
    sid       = "Keys"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [for key in aws_kms_key.these : key.arn]
  }

  statement {
    sid       = "SecretsAndLogs"
    actions   = ["secretsmanager:GetSecretValue", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = concat(local.secret_arns, local.log_arns)
  }

  statement {
    sid       = "Images"
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
    resources = ["arn:${local.partition}:ecr:${var.region}:${var.account}:repository/*"]
  }

  statement {
    sid       = "SignInToTheRegistry"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "boundary" {
  #checkov:skip=CKV_AWS_355:GetAuthorizationToken knows no resource
  name   = "${local.name}-boundary"
  policy = data.aws_iam_policy_document.boundary.json
}

locals {
  log_arns = [for name in local.services :
  "arn:${local.partition}:logs:${var.region}:${var.account}:log-group:/relief/${var.environment}/${name}:*"]
  secret_arns = concat(
    [for secret in aws_secretsmanager_secret.these : secret.arn],
    [for database in aws_db_instance.these : database.master_user_secret[0].secret_arn],
  )

  # Which buckets and keys each service reads and writes.
  may = {
    prefect-server = { read = [], write = [], keys = [] }
    worker = {
      read = ["inbound", "work", "packages"], write = ["work", "packages", "audit"], keys = ["data", "packages", "audit"]
    }
    page = { read = ["packages", "work"], write = ["audit"], keys = ["data", "packages", "audit"] }
  }
}

resource "aws_iam_role" "task" {
  for_each = local.may

  name                 = "${local.name}-${each.key}"
  assume_role_policy   = data.aws_iam_policy_document.assumed_by["ecs-tasks"].json
  permissions_boundary = aws_iam_policy.boundary.arn
}

data "aws_iam_policy_document" "task" {
  for_each = { for name, may in local.may : name => may if length(may.keys) > 0 }

  statement {
    sid       = "Look"
    actions   = ["s3:ListBucket"]
    resources = [for kind in distinct(concat(each.value.read, each.value.write)) : local.bucket_arns[kind]]
  }

  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = [for kind in distinct(concat(each.value.read, each.value.write)) : "${local.bucket_arns[kind]}/*"]
  }

  statement {
    sid       = "Write"
    actions   = ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    resources = [for kind in each.value.write : "${local.bucket_arns[kind]}/*"]
  }

  statement {
    sid       = "Keys"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [for name in each.value.keys : aws_kms_key.these[name].arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${var.region}.${local.suffix}"]
    }
  }
}

resource "aws_iam_role_policy" "task" {
  for_each = data.aws_iam_policy_document.task

  name   = "work"
  role   = aws_iam_role.task[each.key].id
  policy = each.value.json
}

# What ECS itself does before a task runs: fetch the image, hand over its secrets, open its log.
resource "aws_iam_role" "execution" {
  for_each = local.may

  name                 = "${local.name}-${each.key}-start"
  assume_role_policy   = data.aws_iam_policy_document.assumed_by["ecs-tasks"].json
  permissions_boundary = aws_iam_policy.boundary.arn
}

data "aws_iam_policy_document" "execution" {
  for_each = local.may

  statement {
    sid       = "Image"
    actions   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
    resources = ["arn:${local.partition}:ecr:${var.region}:${var.account}:repository/*"]
  }

  statement {
    sid       = "SignInToTheRegistry"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  statement {
    sid       = "Secrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [for entry in local.secrets_of[each.key] : entry.arn]
  }

  statement {
    sid       = "KeyOfSecrets"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.these["secrets"].arn]
  }

  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:${local.partition}:logs:${var.region}:${var.account}:log-group:/relief/${var.environment}/${each.key}:*"]
  }
}

resource "aws_iam_role_policy" "execution" {
  for_each = data.aws_iam_policy_document.execution

  #checkov:skip=CKV_AWS_355:GetAuthorizationToken knows no resource
  name   = "start"
  role   = aws_iam_role.execution[each.key].id
  policy = each.value.json
}

# Deleting at the end of need is nobody's everyday work: a person takes this role, with a second factor.
data "aws_iam_policy_document" "destroyers" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [local.root]
    }

    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }
}

resource "aws_iam_role" "destroy" {
  name                 = "${local.name}-destroy"
  assume_role_policy   = data.aws_iam_policy_document.destroyers.json
  max_session_duration = 3600
}

data "aws_iam_policy_document" "destroy" {
  statement {
    sid       = "ExportsAndWork"
    actions   = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ListBucket", "s3:ListBucketVersions"]
    resources = flatten([for kind in ["inbound", "work"] : [local.bucket_arns[kind], "${local.bucket_arns[kind]}/*"]])
  }
}

resource "aws_iam_role_policy" "destroy" {
  name   = "destroy"
  role   = aws_iam_role.destroy.id
  policy = data.aws_iam_policy_document.destroy.json
}

data "aws_iam_policy_document" "auditor" {
  statement {
    sid       = "ReadWhatWasDone"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = flatten([for kind in ["audit", "trail"] : [local.bucket_arns[kind], "${local.bucket_arns[kind]}/*"]])
  }

  statement {
    sid       = "Key"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.these["audit"].arn]
  }
}

resource "aws_iam_role" "auditor" {
  name                 = "${local.name}-auditor"
  assume_role_policy   = data.aws_iam_policy_document.destroyers.json
  max_session_duration = 3600
}

resource "aws_iam_role_policy" "auditor" {
  name   = "read"
  role   = aws_iam_role.auditor.id
  policy = data.aws_iam_policy_document.auditor.json
}

resource "aws_iam_role" "flow_log" {
  name               = "${local.name}-network-log"
  assume_role_policy = data.aws_iam_policy_document.assumed_by["vpc-flow-logs"].json
}

data "aws_iam_policy_document" "flow_log" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
    resources = ["${aws_cloudwatch_log_group.flow.arn}:*"]
  }
}

resource "aws_iam_role_policy" "flow_log" {
  name   = "write"
  role   = aws_iam_role.flow_log.id
  policy = data.aws_iam_policy_document.flow_log.json
}

resource "aws_iam_role" "database_monitoring" {
  name               = "${local.name}-database-monitoring"
  assume_role_policy = data.aws_iam_policy_document.assumed_by["monitoring.rds"].json
}

resource "aws_iam_role_policy_attachment" "database_monitoring" {
  role       = aws_iam_role.database_monitoring.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

resource "aws_iam_role" "backup" {
  name               = "${local.name}-backup"
  assume_role_policy = data.aws_iam_policy_document.assumed_by["backup"].json
}

resource "aws_iam_role_policy_attachment" "backup" {
  for_each = toset(["service-role/AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForS3Backup"])

  role       = aws_iam_role.backup.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.key}"
}
