"""``python -m connectors.store.make_bucket NAME``: a bucket on a server of one's own, if it is not there yet."""

import sys

import boto3
from botocore.exceptions import ClientError


def make_bucket(name: str) -> None:
    """Make the bucket, where the environment says S3 is; one that is there already is left as it is."""
    try:
        boto3.Session().client("s3").create_bucket(Bucket=name)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
            raise


if __name__ == "__main__":
    make_bucket(sys.argv[1])
