variable "name" {
  description = "Name of the bucket."
  type        = string
}

variable "partition" {
  description = "Partition of its ARN."
  type        = string
}

# Known before anything is made, unlike an ARN: what is counted by it must be.
variable "own_key" {
  description = "Whether its objects are encrypted with a key of ours; a log service may not be able to use one."
  type        = bool
  default     = true
}

variable "key_arn" {
  description = "That key."
  type        = string
  default     = null
}

variable "logged" {
  description = "Whether accesses are logged; all but the bucket of those logs."
  type        = bool
  default     = true
}

variable "logs_to" {
  description = "Bucket that accesses are logged to."
  type        = string
  default     = null
}

variable "lock" {
  description = "How long nobody can change or delete an object: mode (GOVERNANCE, COMPLIANCE) and days; null for no lock."
  type        = object({ mode = string, days = number })
  default     = null
}

variable "expire_days" {
  description = "Days after which objects are deleted; null for never."
  type        = number
  default     = null
}

variable "write_once" {
  description = "Whether an object may only be put where there is none (If-None-Match)."
  type        = bool
  default     = false
}

variable "further_policy" {
  description = "Statements beside the common ones, as JSON documents."
  type        = list(string)
  default     = []
}
