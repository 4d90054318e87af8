locals {
  name      = "relief-${var.environment}"
  partition = data.aws_partition.current.partition
  suffix    = data.aws_partition.current.dns_suffix
  root      = "arn:${local.partition}:iam::${var.account}:root"

  # Made from names and not read from resources, so that every policy can be read in a plan.
  bucket_names = { for kind in ["inbound", "work", "packages", "audit", "trail", "access-logs"] :
  kind => "${local.name}-${kind}-${var.account}" }
  bucket_arns = { for kind, name in local.bucket_names : kind => "arn:${local.partition}:s3:::${name}" }

  services = ["prefect-server", "worker", "page"]
}
