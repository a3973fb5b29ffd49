# The name of an output is the name of the variable in the files of rekon.
output "ACCOUNT" {
  value = "111122223333" # data.aws_caller_identity.current.account_id
}

output "TRAINING_BUCKET" {
  value = "acme-staging-training" # aws_s3_bucket.training.bucket
}

# rekon takes strings, numbers and booleans. Other outputs can be there for other programs.
output "SUBNET_IDS" {
  value = ["subnet-1", "subnet-2"] # aws_subnet.private[*].id
}

# Plans and model versions show every value: rekon refuses a file that uses a sensitive output.
output "WEBHOOK_SECRET" {
  value     = "not-for-rekon" # random_password.webhook.result
  sensitive = true
}
