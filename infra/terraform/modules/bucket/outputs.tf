output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "id" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.id
}

output "policy" {
  description = "Its policy, as JSON."
  value       = data.aws_iam_policy_document.this.json
}
