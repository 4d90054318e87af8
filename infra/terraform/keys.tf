# One key a kind of data, so that what may read packages cannot read histories.
locals {
  keys = {
    data     = { for_service = "s3", says = "County exports and what is made of them" }
    packages = { for_service = "s3", says = "Filing packages" }
    database = { for_service = "rds", says = "Databases" }
    audit    = { for_service = "s3", says = "Audit, trail and logs" }
    secrets  = { for_service = "secretsmanager", says = "Passwords" }
  }
}

data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:A key's own policy: the account's administrators must be able to change it, or nobody can
  #checkov:skip=CKV_AWS_111:As above; using a key is bounded by the roles and by kms:ViaService
  #checkov:skip=CKV_AWS_356:In a key's policy the resource is the key itself
  for_each = local.keys

  statement {
    sid       = "AccountDecidesWhoMay"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = [local.root]
    }
  }

  # Deleting a key destroys every record under it: with a second factor only.
  statement {
    sid       = "NoDestructionWithoutSecondFactor"
    effect    = "Deny"
    actions   = ["kms:ScheduleKeyDeletion", "kms:DisableKey"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "BoolIfExists"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["false"]
    }
  }

  dynamic "statement" {
    for_each = each.key == "audit" ? [1] : []

    content {
      sid       = "LogsMayWrite"
      actions   = ["kms:GenerateDataKey*", "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:DescribeKey"]
      resources = ["*"]

      principals {
        type = "Service"
        identifiers = [
          "logs.${var.region}.${local.suffix}", "cloudtrail.amazonaws.com", "sns.amazonaws.com",
          "cloudwatch.amazonaws.com", "delivery.logs.amazonaws.com", "config.amazonaws.com",
        ]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = [var.account]
      }
    }
  }
}

resource "aws_kms_key" "these" {
  for_each = local.keys

  description             = "${each.value.says} of ${local.name}"
  policy                  = data.aws_iam_policy_document.key[each.key].json
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "these" {
  for_each = local.keys

  name          = "alias/${local.name}-${each.key}"
  target_key_id = aws_kms_key.these[each.key].key_id
}
