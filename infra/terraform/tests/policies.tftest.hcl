# What must hold of the plan, whoever changes what. Policies are made of names, so they can be read without an account.
mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = {
      partition  = "aws-us-gov"
      dns_suffix = "amazonaws.com"
    }
  }

  # The provider's own documents are random text under a mock; the bucket policies are read in the plan by
  # tests/infra instead.
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }

  mock_resource "aws_db_instance" {
    defaults = {
      master_user_secret = [{ secret_arn = "arn:aws-us-gov:secretsmanager:us-gov-west-1:000000000000:secret:made", kms_key_id = "made", secret_status = "active" }]
    }
  }
}

variables {
  environment     = "test"
  account         = "000000000000"
  image           = "000000000000.dkr.ecr.us-gov-west-1.amazonaws.com/relief@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  address         = "https://relief.example.gov"
  certificate_arn = "arn:aws-us-gov:acm:us-gov-west-1:000000000000:certificate/00000000-0000-0000-0000-000000000000"
  clients         = ["10.20.0.0/16"]
  alarm_addresses = ["operations@relief.example"]
}

run "databases_are_closed" {
  command = plan

  assert {
    condition     = alltrue([for database in aws_db_instance.these : database.storage_encrypted && database.multi_az && database.deletion_protection && !database.publicly_accessible])
    error_message = "Each database is encrypted, in two zones, protected from deletion and not public."
  }
  assert {
    condition     = alltrue([for database in aws_db_instance.these : database.backup_retention_period == 35 && database.manage_master_user_password])
    error_message = "Each database can be set back 35 days, and nobody writes its password down."
  }
  assert {
    condition     = contains([for parameter in aws_db_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "rds.force_ssl=1")
    error_message = "Databases speak TLS only."
  }
  assert {
    condition     = contains([for parameter in aws_db_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "log_statement=none")
    error_message = "No statement with people's values is ever logged."
  }
}

run "keys_turn_and_are_not_lost" {
  command = plan

  assert {
    condition     = alltrue([for key in aws_kms_key.these : key.enable_key_rotation && key.deletion_window_in_days == 30])
    error_message = "Keys rotate, and there are 30 days to keep one from deletion."
  }
}

run "services_are_confined" {
  command = plan

  assert {
    condition     = alltrue([for service in aws_ecs_service.these : !service.network_configuration[0].assign_public_ip && !service.enable_execute_command])
    error_message = "No task has a public address or a shell."
  }
  assert {
    condition     = aws_lb.page.internal && aws_lb.page.enable_deletion_protection
    error_message = "The clerks' page is inside."
  }
  assert {
    condition     = startswith(aws_lb_listener.page.ssl_policy, "ELBSecurityPolicy-TLS13-1-2-FIPS")
    error_message = "TLS by a validated module."
  }
  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.clients : rule.cidr_ipv4 != "0.0.0.0/0"])
    error_message = "The page is not for the world."
  }
  assert {
    condition     = alltrue([for name in ["worker", "page", "prefect-server"] : aws_iam_role.task[name].name == "relief-test-${name}"])
    error_message = "A role a service."
  }
  assert {
    condition     = !contains(keys(data.aws_iam_policy_document.task), "prefect-server")
    error_message = "Prefect's server reads no bucket."
  }
  assert {
    condition     = join(",", local.may.page.write) == "audit"
    error_message = "The page changes no package and no run: it writes its audit."
  }
}

run "what_is_watched" {
  command = plan

  assert {
    condition     = aws_cloudtrail.this.is_multi_region_trail && aws_cloudtrail.this.enable_log_file_validation
    error_message = "The trail covers every region and can be checked."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.no_run.treat_missing_data == "breaching"
    error_message = "A run that never happened is an alarm."
  }
  assert {
    condition     = aws_guardduty_detector.this.enable
    error_message = "GuardDuty is on."
  }
}

run "another_partition_is_refused" {
  command = plan

  variables {
    region = "us-west-2"
  }

  expect_failures = [var.region]
}

run "the_world_is_refused" {
  command = plan

  variables {
    clients = ["0.0.0.0/0"]
  }

  expect_failures = [var.clients]
}

run "a_tag_that_can_move_is_refused" {
  command = plan

  variables {
    image = "relief:latest"
  }

  expect_failures = [var.image]
}

run "less_than_three_years_of_audit_is_refused" {
  command = plan

  variables {
    keep_audit_days = 365
  }

  expect_failures = [var.keep_audit_days]
}
