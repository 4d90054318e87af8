data "aws_iam_policy_document" "alarms" {
  statement {
    sid       = "AlarmsAndTrailPublish"
    actions   = ["sns:Publish"]
    resources = ["arn:${local.partition}:sns:${var.region}:${var.account}:${local.name}-alarms"]

    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account]
    }
  }
}

resource "aws_sns_topic" "alarms" {
  name              = "${local.name}-alarms"
  kms_master_key_id = aws_kms_key.these["audit"].key_id
}

resource "aws_sns_topic_policy" "alarms" {
  arn    = aws_sns_topic.alarms.arn
  policy = data.aws_iam_policy_document.alarms.json
}

resource "aws_sns_topic_subscription" "alarms" {
  for_each = toset(var.alarm_addresses)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.key
}

# What the program says in its log, and what the account's trail says, each counted.
locals {
  counted = {
    run-failed    = { group = "worker", pattern = "{ $.body = \"run failed\" }" }
    county-failed = { group = "worker", pattern = "{ $.body = \"county failed\" }" }
    audit-broken  = { group = "worker", pattern = "{ $.body = \"audit broken\" }" }
    run-finished  = { group = "worker", pattern = "{ $.body = \"statewide run finished\" }" }
    root-used     = { group = "trail", pattern = "{ $.userIdentity.type = \"Root\" && $.eventType != \"AwsServiceEvent\" }" }
    denied        = { group = "trail", pattern = "{ ($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\") }" }
    key-denied    = { group = "trail", pattern = "{ $.eventSource = \"kms.*\" && $.errorCode = \"AccessDenied*\" }" }
    no-second     = { group = "trail", pattern = "{ $.eventName = \"ConsoleLogin\" && $.additionalEventData.MFAUsed != \"Yes\" }" }
  }

  thresholds = { run-failed = 1, county-failed = 1, audit-broken = 1, root-used = 1, denied = 10, key-denied = 1, no-second = 1 }
}

resource "aws_cloudwatch_log_metric_filter" "these" {
  for_each = local.counted

  name           = "${local.name}-${each.key}"
  log_group_name = each.value.group == "trail" ? aws_cloudwatch_log_group.trail.name : aws_cloudwatch_log_group.service["worker"].name
  pattern        = each.value.pattern

  metric_transformation {
    name      = each.key
    namespace = local.name
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "counted" {
  for_each = local.thresholds

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = "Counted in the log: ${each.key}. What to do stands in infra/operations.md."
  namespace           = local.name
  metric_name         = each.key
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = each.value
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}

# The run that did not happen says nothing: its silence is the alarm.
resource "aws_cloudwatch_metric_alarm" "no_run" {
  alarm_name          = "${local.name}-no-run"
  alarm_description   = "No statewide run has finished for a day and a half."
  namespace           = local.name
  metric_name         = "run-finished"
  statistic           = "Sum"
  period              = 43200
  evaluation_periods  = 3
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
}

resource "aws_cloudwatch_metric_alarm" "database" {
  for_each = { for pair in setproduct(keys(local.databases), ["CPUUtilization", "FreeStorageSpace", "DatabaseConnections"]) :
  "${pair[0]}-${pair[1]}" => { database = pair[0], metric = pair[1] } }

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = "${each.value.metric} of the database ${each.value.database}."
  namespace           = "AWS/RDS"
  metric_name         = each.value.metric
  statistic           = "Average"
  period              = 300
  evaluation_periods  = 3
  threshold           = { CPUUtilization = 85, FreeStorageSpace = 10737418240, DatabaseConnections = 400 }[each.value.metric]
  comparison_operator = each.value.metric == "FreeStorageSpace" ? "LessThanThreshold" : "GreaterThanThreshold"
  alarm_actions       = [aws_sns_topic.alarms.arn]

  dimensions = {
    DBInstanceIdentifier = "${local.name}-${each.value.database}"
  }
}

resource "aws_cloudwatch_metric_alarm" "service" {
  for_each = local.runs

  alarm_name          = "${local.name}-${each.key}-not-running"
  alarm_description   = "No task of ${each.key} runs."
  namespace           = "ECS/ContainerInsights"
  metric_name         = "RunningTaskCount"
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 5
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]

  dimensions = {
    ClusterName = local.name
    ServiceName = each.key
  }
}
