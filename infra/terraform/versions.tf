terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 6.0"
    }
  }

  # Where the state lies is given at `terraform init -backend-config=...`: it differs by installation, and no name of
  # one belongs here. The lock is a file beside it (`use_lockfile`).
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region            = var.region
  use_fips_endpoint = !var.emulated

  # Applied in the wrong account, it stops before anything is made.
  allowed_account_ids = var.emulated ? null : [var.account]

  # An emulator has no accounts and no instances to ask.
  skip_credentials_validation = var.emulated
  skip_metadata_api_check     = var.emulated
  skip_requesting_account_id  = var.emulated
  s3_use_path_style           = var.emulated

  default_tags {
    tags = {
      system      = "relief"
      environment = var.environment
      data        = "CORI"
    }
  }
}

data "aws_partition" "current" {}
