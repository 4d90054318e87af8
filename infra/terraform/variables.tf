variable "region" {
  description = "GovCloud region."
  type        = string
  default     = "us-gov-west-1"

  validation {
    condition     = contains(["us-gov-west-1", "us-gov-east-1"], var.region)
    error_message = "Criminal history stays in GovCloud: us-gov-west-1 or us-gov-east-1."
  }
}

variable "environment" {
  description = "Name of the installation: part of every name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,11}$", var.environment))
    error_message = "2 to 12 lower case letters and digits, a letter first: bucket names are made of it."
  }
}

variable "account" {
  description = "The account that this is for: 12 digits. Names of buckets end in it."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account))
    error_message = "12 digits."
  }
}

variable "image" {
  description = "The program's image by digest (repository@sha256:...): a tag can be moved under a running service."
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "By digest: repository@sha256: and 64 hexadecimal digits."
  }
}

variable "certificate_arn" {
  description = "Certificate of the clerk's page, issued in ACM."
  type        = string
}

variable "address" {
  description = "How browsers reach the clerk's page: https:// and a name of its certificate. Passkeys belong to it."
  type        = string

  validation {
    condition     = can(regex("^https://[a-z0-9.-]+$", var.address))
    error_message = "https:// and the name, and no more: https://relief.example.gov."
  }
}

variable "clients" {
  description = "Address ranges of courts and offices, over VPN or a private line, that reach the clerk's page."
  type        = list(string)

  validation {
    condition     = alltrue([for range in var.clients : can(cidrhost(range, 0)) && tonumber(split("/", range)[1]) >= 8])
    error_message = "Ranges in CIDR notation, none wider than /8: the page is not for the world."
  }
}

variable "alarm_addresses" {
  description = "Who is told of alarms, by e-mail."
  type        = list(string)
}

variable "network" {
  description = "Address range of the private network, a /20 or wider."
  type        = string
  default     = "10.60.0.0/20"
}

variable "zones" {
  description = "Availability zones, two or three."
  type        = list(string)
  default     = ["us-gov-west-1a", "us-gov-west-1b"]

  validation {
    condition     = length(var.zones) >= 2 && length(var.zones) <= 3
    error_message = "Two or three."
  }
}

variable "workers" {
  description = "How many workers run counties side by side."
  type        = number
  default     = 2
}

variable "worker_size" {
  description = "A worker's processor units (1,024 a core) and memory in MiB. A county of 3,000,000 rows takes 1.2 GiB."
  type        = object({ cpu = number, memory = number })
  default     = { cpu = 2048, memory = 8192 }
}

variable "database_class" {
  description = "Instance class of both databases."
  type        = string
  default     = "db.m6i.large"
}

variable "keep_orders_days" {
  description = "Days for which nobody can change or delete a filing package."
  type        = number
  default     = 3650
}

variable "keep_exports_days" {
  description = "Days after which a county's export is deleted: no longer than the agreement with DOJ allows."
  type        = number
  default     = 365
}

variable "keep_audit_days" {
  description = "Days for which nobody can change or delete what the audit and the trail say. CORI asks three years."
  type        = number
  default     = 1826

  validation {
    condition     = var.keep_audit_days >= 1096
    error_message = "Three years and a day at least."
  }
}

variable "emulated" {
  description = "Whether this is applied to an emulator on this machine, for the tests."
  type        = bool
  default     = false
}
