# Prefect's server, the workers that run its flows, and the clerks' page.
locals {
  database_hosts = { for name, database in aws_db_instance.these : name => database.address }
  database_passwords = { for name, database in aws_db_instance.these :
  name => "${database.master_user_secret[0].secret_arn}:password::" }

  # A program is told where things are by its environment; libpq reads the user and password there, so that no address
  # with a password in it is ever written down.
  of_relief = {
    RELIEF_OUT       = "s3://${local.bucket_names["work"]}/relief"
    RELIEF_DATABASE  = "postgresql+psycopg://${local.database_hosts["relief"]}:5432/relief?sslmode=verify-full"
    RELIEF_COUNTIES  = "/counties"
    PGUSER           = "owner"
    PGSSLROOTCERT    = "system"
    PREFECT_API_URL  = "http://prefect-server.${local.name}.internal:4200/api"
    AWS_REGION       = var.region
    DO_NOT_TRACK     = "1"
    PYTHONUNBUFFERED = "1"
  }

  environment_of = {
    prefect-server = {
      PREFECT_SERVER_API_HOST                      = "0.0.0.0"
      PREFECT_SERVER_DATABASE_DRIVER               = "postgresql+asyncpg"
      PREFECT_SERVER_DATABASE_HOST                 = local.database_hosts["prefect"]
      PREFECT_SERVER_DATABASE_NAME                 = "prefect"
      PREFECT_SERVER_DATABASE_USER                 = "owner"
      PREFECT_SERVER_ANALYTICS_ENABLED             = "false"
      PREFECT_SERVER_CSRF_PROTECTION_ENABLED       = "true"
      PREFECT_SERVER_REGISTER_BLOCKS_ON_START      = "false"
      PREFECT_SERVER_SERVICES_EVENT_LOGGER_ENABLED = "false"
      PREFECT_SERVER_UI_STATIC_DIRECTORY           = "/tmp/prefect-ui"
      PREFECT_HOME                                 = "/tmp/prefect"
      PREFECT_SERVER_MEMO_STORE_PATH               = "/tmp/prefect/memo.toml"
      PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE = "10"
      PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED    = "true"
      PREFECT_SERVER_SERVICES_FOREMAN_ENABLED      = "true"
      PREFECT_SERVER_LOGGING_LEVEL                 = "WARNING"
      PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS      = ""
    }
    worker = merge(local.of_relief, {
      RELIEF_INBOX                       = "s3://${local.bucket_names["inbound"]}/counties"
      PREFECT_HOME                       = "/scratch/.prefect"
      PREFECT_LOGGING_TO_API_ENABLED     = "false"
      PREFECT_RESULTS_PERSIST_BY_DEFAULT = "false"
      TMPDIR                             = "/scratch"
    })
    page = merge(local.of_relief, { TMPDIR = "/scratch" })
  }

  secrets_of = {
    prefect-server = {
      PREFECT_SERVER_DATABASE_PASSWORD = { arn = aws_db_instance.these["prefect"].master_user_secret[0].secret_arn, from = local.database_passwords["prefect"] }
      PREFECT_SERVER_API_AUTH_STRING   = { arn = aws_secretsmanager_secret.these["prefect-api"].arn, from = aws_secretsmanager_secret.these["prefect-api"].arn }
    }
    worker = {
      PGPASSWORD              = { arn = aws_db_instance.these["relief"].master_user_secret[0].secret_arn, from = local.database_passwords["relief"] }
      PREFECT_API_AUTH_STRING = { arn = aws_secretsmanager_secret.these["prefect-api"].arn, from = aws_secretsmanager_secret.these["prefect-api"].arn }
      RELIEF_SFTP_KEY         = { arn = aws_secretsmanager_secret.these["court-access"].arn, from = aws_secretsmanager_secret.these["court-access"].arn }
    }
    page = {
      PGPASSWORD = { arn = aws_db_instance.these["relief"].master_user_secret[0].secret_arn, from = local.database_passwords["relief"] }
    }
  }

  runs = {
    prefect-server = {
      command = ["prefect", "server", "start"], port = 4200, count = 1, cpu = 1024, memory = 2048
      health  = ["CMD", "python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:4200/api/health', timeout=4)"]
    }
    worker = {
      command = ["prefect", "worker", "start", "--type", "process", "--pool", "relief", "--with-healthcheck"]
      port    = 8080, count = var.workers, cpu = var.worker_size.cpu, memory = var.worker_size.memory
      health  = ["CMD", "python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/health', timeout=4)"]
    }
    page = {
      command = ["relief", "serve", "--out=${local.of_relief.RELIEF_OUT}", "--database=${local.of_relief.RELIEF_DATABASE}",
      "--host=0.0.0.0", "--port=8443", "--address=${var.address}", "--behind-proxy=${var.network}"]
      port   = 8443, count = 2, cpu = 1024, memory = 2048
      health = ["CMD", "python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8443/livez', timeout=4)"]
    }
  }
}

resource "aws_ecs_cluster" "this" {
  name = local.name

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_cloudwatch_log_group" "service" {
  for_each = toset(local.services)

  name              = "/relief/${var.environment}/${each.key}"
  retention_in_days = 400
  kms_key_id        = aws_kms_key.these["audit"].arn
}

resource "aws_security_group" "service" {
  #checkov:skip=CKV2_AWS_5:Each is attached to its service, under the same key of for_each
  for_each = toset(local.services)

  name        = "${local.name}-${each.key}"
  description = "Tasks of ${each.key}"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_egress_rule" "to_endpoints" {
  for_each = toset(local.services)

  security_group_id            = aws_security_group.service[each.key].id
  referenced_security_group_id = aws_security_group.endpoints.id
  description                  = "AWS services"
  from_port                    = 443
  to_port                      = 443
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "to_s3" {
  for_each = toset(local.services)

  security_group_id = aws_security_group.service[each.key].id
  prefix_list_id    = aws_vpc_endpoint.s3.prefix_list_id
  description       = "S3, through its endpoint"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "to_database" {
  for_each = toset(local.services)

  security_group_id            = aws_security_group.service[each.key].id
  referenced_security_group_id = aws_security_group.database.id
  description                  = "PostgreSQL"
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "to_prefect" {
  for_each = toset(["worker", "page"])

  security_group_id            = aws_security_group.service[each.key].id
  referenced_security_group_id = aws_security_group.service["prefect-server"].id
  description                  = "Prefect's server"
  from_port                    = 4200
  to_port                      = 4200
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_ingress_rule" "prefect" {
  for_each = toset(["worker", "page"])

  security_group_id            = aws_security_group.service["prefect-server"].id
  referenced_security_group_id = aws_security_group.service[each.key].id
  description                  = "From ${each.key}"
  from_port                    = 4200
  to_port                      = 4200
  ip_protocol                  = "tcp"
}

resource "aws_service_discovery_private_dns_namespace" "this" {
  name = "${local.name}.internal"
  vpc  = aws_vpc.this.id
}

resource "aws_service_discovery_service" "prefect" {
  name = "prefect-server"

  dns_config {
    namespace_id = aws_service_discovery_private_dns_namespace.this.id

    dns_records {
      ttl  = 10
      type = "A"
    }
  }
}

resource "aws_ecs_task_definition" "these" {
  for_each = local.runs

  family                   = "${local.name}-${each.key}"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = each.value.cpu
  memory                   = each.value.memory
  task_role_arn            = aws_iam_role.task[each.key].arn
  execution_role_arn       = aws_iam_role.execution[each.key].arn

  ephemeral_storage {
    size_in_gib = each.key == "worker" ? 100 : 21
  }

  # The root is read-only; what a task writes lies on these and ends with it.
  volume {
    name = "work"
  }

  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([{
    name                   = each.key
    image                  = var.image
    command                = each.value.command
    essential              = true
    user                   = "10001:10001"
    readonlyRootFilesystem = true
    privileged             = false
    stopTimeout            = 120
    linuxParameters        = { initProcessEnabled = true, capabilities = { drop = ["ALL"], add = [] } }
    portMappings           = [{ containerPort = each.value.port, protocol = "tcp" }]
    mountPoints = [
      { sourceVolume = "work", containerPath = "/scratch", readOnly = false },
      { sourceVolume = "tmp", containerPath = "/tmp", readOnly = false },
    ]
    environment = [for name, value in local.environment_of[each.key] : { name = name, value = value }]
    secrets     = [for name, secret in local.secrets_of[each.key] : { name = name, valueFrom = secret.from }]
    healthCheck = { command = each.value.health, interval = 30, timeout = 5, retries = 3, startPeriod = 120 }
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.service[each.key].name
        awslogs-region        = var.region
        awslogs-stream-prefix = each.key
      }
    }
  }])
}

resource "aws_ecs_service" "these" {
  for_each = local.runs

  name                   = each.key
  cluster                = aws_ecs_cluster.this.id
  task_definition        = aws_ecs_task_definition.these[each.key].arn
  desired_count          = each.value.count
  launch_type            = "FARGATE"
  enable_execute_command = false
  propagate_tags         = "SERVICE"

  # One server of Prefect at a time: two would schedule twice.
  deployment_minimum_healthy_percent = each.key == "prefect-server" ? 0 : 50
  deployment_maximum_percent         = each.key == "prefect-server" ? 100 : 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = [for subnet in aws_subnet.private : subnet.id]
    security_groups  = [aws_security_group.service[each.key].id]
    assign_public_ip = false
  }

  dynamic "service_registries" {
    for_each = each.key == "prefect-server" ? [1] : []

    content {
      registry_arn = aws_service_discovery_service.prefect.arn
    }
  }

  dynamic "load_balancer" {
    for_each = each.key == "page" ? [1] : []

    content {
      target_group_arn = aws_lb_target_group.page.arn
      container_name   = "page"
      container_port   = 8443
    }
  }

  depends_on = [aws_iam_role_policy.execution, aws_iam_role_policy.task]
}
