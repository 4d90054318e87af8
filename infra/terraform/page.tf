# The clerks' page, behind a load balancer that only the courts' and offices' own networks reach.
resource "aws_security_group" "balancer" {
  name        = "${local.name}-balancer"
  description = "TLS for the clerks' page"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each = toset(var.clients)

  security_group_id = aws_security_group.balancer.id
  description       = "A court or an office"
  cidr_ipv4         = each.key
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "balancer_to_page" {
  security_group_id            = aws_security_group.balancer.id
  referenced_security_group_id = aws_security_group.service["page"].id
  description                  = "The page"
  from_port                    = 8443
  to_port                      = 8443
  ip_protocol                  = "tcp"
}

resource "aws_vpc_security_group_ingress_rule" "page" {
  security_group_id            = aws_security_group.service["page"].id
  referenced_security_group_id = aws_security_group.balancer.id
  description                  = "From the load balancer"
  from_port                    = 8443
  to_port                      = 8443
  ip_protocol                  = "tcp"
}

resource "aws_lb" "page" {
  #checkov:skip=CKV2_AWS_28:Only named private ranges reach it; the program limits rates itself
  #checkov:skip=CKV2_AWS_20:There is no listener on port 80 to redirect
  name                       = local.name
  internal                   = true
  load_balancer_type         = "application"
  security_groups            = [aws_security_group.balancer.id]
  subnets                    = [for subnet in aws_subnet.private : subnet.id]
  drop_invalid_header_fields = true
  enable_deletion_protection = true
  desync_mitigation_mode     = "strictest"

  access_logs {
    bucket  = local.bucket_names["access-logs"]
    prefix  = "page"
    enabled = true
  }

  depends_on = [module.access_logs]
}

resource "aws_lb_target_group" "page" {
  #checkov:skip=CKV_AWS_378:Between the balancer and the task inside the private network, by security group
  name        = local.name
  port        = 8443
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.this.id

  # What a passkey is asked is known to the task that asked it.
  stickiness {
    type            = "lb_cookie"
    cookie_duration = 43200
  }

  health_check {
    path                = "/livez"
    healthy_threshold   = 2
    unhealthy_threshold = 3
    interval            = 15
  }
}

resource "aws_lb_listener" "page" {
  load_balancer_arn = aws_lb.page.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04"
  certificate_arn   = var.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.page.arn
  }
}
