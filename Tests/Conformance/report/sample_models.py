"""A history as teams have it, for looking at the page: two projects, one that is missing, and files that drift."""

from live_service import project_arn, version

DAY, NIGHT, RAIN = "signs/day.manifest@3HL4kqtJlcpXroDTDmJ", "signs/night.manifest@9abQ1ZtLm0", "signs/rain.manifest@Vq81"

SIGNS = [
    version("2025-01-baseline", 3, "STOPPED", 0.7124, 1.25, training=[DAY], VersionDescription="First labelled batch"),
    version("2025-02-day", 34, "STOPPED", 0.7613, 1.5, training=[DAY]),
    version("2025-03-night", 62, "TRAINING_FAILED", training=[DAY, NIGHT],
            StatusMessage="The manifest file contains too many invalid rows. See the manifest summary.",
            ManifestSummary={"S3Object": {"Bucket": "acme-training", "Name": "traffic-signs/night/manifest_summary.json"}}),
    version("2025-03-night-2", 64, "STOPPED", 0.8231, 2.75, training=[DAY, "signs/night.manifest@B7"]),
    version("2025-05-night", 121, "STOPPED", 0.8477, 3.1, training=[DAY, NIGHT]),
    version("2025-06-rain", 160, "STOPPED", 0.8402, 4.4, training=[DAY, NIGHT, RAIN], KmsKeyId="alias/vision-training"),
    version("console-experiment", 171, "TRAINING_COMPLETED", 0.611, 0.6),
    version("2025-08-all", 222, "RUNNING", 0.9024, 6.2, training=[DAY, NIGHT, RAIN, "signs/snow.manifest@11"],
            KmsKeyId="alias/vision-training"),
    version("2025-10-all", 280, "TRAINING_COMPLETED", 0.8893, 6.4, KmsKeyId="alias/vision-training",
            training=["signs/day.manifest@Z9", NIGHT, RAIN, "signs/snow.manifest@11"]),
    version("2025-11-all", 320, "TRAINING_IN_PROGRESS", training=["signs/day.manifest@Z9", NIGHT, RAIN]),
]
LIGHTS = [
    version("1.0", 40, "STOPPED", 0.93, 0.75, project="lights"),
    version("1.1", 90, "RUNNING", 0.941, 0.8, project="lights"),
]
PROJECTS = {"signs": SIGNS, "lights": LIGHTS}
TAGS = {one["ProjectVersionArn"]: {"team": "perception", "stage": "prod"} for one in SIGNS[3:9]}


def manifests(*keys):
    uris = ["s3://acme-data/" + key.replace("@", "?versionId=") for key in keys]
    return "{ training: [" + ", ".join(uris) + "], testing: auto }"


FILE = f"""apiVersion: rekon/v1
project: {project_arn()}
defaults: {{ output: s3://acme-training/traffic-signs/, tags: {{ team: perception }} }}
versions:
  - {{ name: 2025-01-baseline, retired: true }}
  - {{ name: 2025-02-day, datasets: {manifests(DAY)} }}
  - {{ name: 2025-03-night, datasets: {manifests(DAY, NIGHT)} }}
  - {{ name: 2025-04-dawn, datasets: {manifests(DAY, NIGHT)} }}
  - {{ name: 2025-05-night, datasets: {manifests(DAY, "signs/night.manifest@Other")}, expect: {{ minF1Score: 0.85 }} }}
  - {{ name: 2025-06-rain, datasets: {manifests(DAY, NIGHT, RAIN)}, kmsKey: alias/vision-training, expect: {{ minF1Score: 0.85 }} }}
  - {{ name: 2025-08-all, datasets: {manifests(DAY, NIGHT, RAIN, "signs/snow.manifest@11")}, kmsKey: alias/vision-training, expect: {{ minF1Score: 0.88 }} }}
  - {{ name: 2025-11-all, datasets: {manifests("signs/day.manifest@Z9", NIGHT, RAIN)}, expect: {{ minF1Score: 0.88 }} }}
  - {{ name: 2025-12-fog, datasets: {manifests("signs/day.manifest@Z9", NIGHT, RAIN)}, expect: {{ minF1Score: 0.88 }} }}
---
apiVersion: rekon/v1
project: {project_arn("lights")}
defaults: {{ output: s3://acme-training/traffic-signs/ }}
versions:
  - name: "1.0"
  - name: "1.1"
---
apiVersion: rekon/v1
project: {project_arn("cones")}
defaults: {{ output: s3://acme-training/cones/ }}
versions:
  - name: "1.0"
"""
