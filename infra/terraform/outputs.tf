output "buckets" {
  description = "Kind of bucket to its name."
  value       = local.bucket_names
}

output "page" {
  description = "Name under which the load balancer of the clerks' page answers inside the network."
  value       = aws_lb.page.dns_name
}

output "destroy_role" {
  description = "Role to take, with a second factor, to delete exports at the end of need."
  value       = aws_iam_role.destroy.arn
}
