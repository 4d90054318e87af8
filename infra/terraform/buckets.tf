locals {
  buckets = {
    # What counties deliver, and what runs make of it: Parquet, papers, reports.
    inbound = { key = "data", lock = null, expire = var.keep_exports_days, once = false }
    work    = { key = "data", lock = null, expire = null, once = false }
    # What went to a court can be shown for as long as anybody may ask.
    packages = { key = "packages", lock = { mode = "GOVERNANCE", days = var.keep_orders_days }, expire = null, once = true }
    # No person is in these by design: nobody needs to be able to delete them.
    audit = { key = "audit", lock = { mode = "COMPLIANCE", days = var.keep_audit_days }, expire = null, once = true }
    trail = { key = "audit", lock = { mode = "COMPLIANCE", days = var.keep_audit_days }, expire = null, once = false }
  }
}

module "bucket" {
  source   = "./modules/bucket"
  for_each = local.buckets

  name           = local.bucket_names[each.key]
  partition      = local.partition
  key_arn        = aws_kms_key.these[each.value.key].arn
  logs_to        = module.access_logs.id
  lock           = each.value.lock
  expire_days    = each.value.expire
  write_once     = each.value.once
  further_policy = each.key == "trail" ? [data.aws_iam_policy_document.trail_delivers.json] : []
}

# S3 delivers its logs neither to a locked bucket nor under a key of ours.
module "access_logs" {
  source = "./modules/bucket"

  name           = local.bucket_names["access-logs"]
  partition      = local.partition
  own_key        = false
  logged         = false
  expire_days    = 1096
  further_policy = [data.aws_iam_policy_document.s3_delivers_logs.json]
}

data "aws_iam_policy_document" "s3_delivers_logs" {
  statement {
    sid       = "LogsOfOurBuckets"
    actions   = ["s3:PutObject"]
    resources = ["${local.bucket_arns["access-logs"]}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account]
    }
  }

  statement {
    sid       = "LogsOfTheLoadBalancer"
    actions   = ["s3:PutObject"]
    resources = ["${local.bucket_arns["access-logs"]}/page/*"]

    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "trail_delivers" {
  statement {
    sid       = "TrailLooks"
    actions   = ["s3:GetBucketAcl"]
    resources = [local.bucket_arns["trail"]]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com", "config.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account]
    }
  }

  statement {
    sid       = "TrailWrites"
    actions   = ["s3:PutObject"]
    resources = ["${local.bucket_arns["trail"]}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com", "config.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account]
    }
  }
}
