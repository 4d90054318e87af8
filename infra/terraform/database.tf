# Two servers: Prefect's never holds anything of a person, and whoever reads it reads nothing else.
locals {
  databases = {
    relief  = { storage = 200 }
    prefect = { storage = 50 }
  }
}

resource "aws_db_subnet_group" "this" {
  name       = local.name
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]
}

resource "aws_security_group" "database" {
  name        = "${local.name}-database"
  description = "PostgreSQL of ${local.name}"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  for_each = toset(local.services)

  security_group_id            = aws_security_group.database.id
  referenced_security_group_id = aws_security_group.service[each.key].id
  description                  = "PostgreSQL for ${each.key}"
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
}

resource "aws_db_parameter_group" "this" {
  name   = "${local.name}-postgresql"
  family = "postgres16"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name         = "shared_preload_libraries"
    value        = "pgaudit,pg_stat_statements"
    apply_method = "pending-reboot"
  }

  # What changes is logged by kind of statement and never with its values: they are people's.
  parameter {
    name  = "pgaudit.log"
    value = "ddl,role"
  }

  parameter {
    name  = "log_statement"
    value = "none"
  }

  parameter {
    name  = "log_min_duration_statement"
    value = "-1"
  }

  parameter {
    name  = "log_connections"
    value = "1"
  }
}

resource "aws_db_instance" "these" {
  for_each = local.databases

  #checkov:skip=CKV2_AWS_30:Statements hold people's values; pgaudit logs their kind, log_statement stays none
  identifier                          = "${local.name}-${each.key}"
  engine                              = "postgres"
  engine_version                      = "16"
  instance_class                      = var.database_class
  allocated_storage                   = each.value.storage
  max_allocated_storage               = each.value.storage * 5
  storage_type                        = "gp3"
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.these["database"].arn
  db_name                             = each.key
  username                            = "owner"
  manage_master_user_password         = true
  master_user_secret_kms_key_id       = aws_kms_key.these["secrets"].key_id
  iam_database_authentication_enabled = true
  multi_az                            = true
  db_subnet_group_name                = aws_db_subnet_group.this.name
  vpc_security_group_ids              = [aws_security_group.database.id]
  parameter_group_name                = aws_db_parameter_group.this.name
  publicly_accessible                 = false
  auto_minor_version_upgrade          = true
  backup_retention_period             = 35
  copy_tags_to_snapshot               = true
  delete_automated_backups            = false
  deletion_protection                 = true
  skip_final_snapshot                 = false
  final_snapshot_identifier           = "${local.name}-${each.key}-last"
  enabled_cloudwatch_logs_exports     = ["postgresql", "upgrade"]
  performance_insights_enabled        = true
  performance_insights_kms_key_id     = aws_kms_key.these["database"].arn
  monitoring_interval                 = 60
  monitoring_role_arn                 = aws_iam_role.database_monitoring.arn
}
