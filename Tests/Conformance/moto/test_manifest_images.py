"""`rekon manifest check --images` against S3 as moto's server plays it: pages, single objects, content, regions."""

import json
import struct

from support.rekon import KEYS, environment, run

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
ODD = ["a b+ü/../x//100%.png", "😀.png", "&<>\"'.png", "a=b&c?d#e.png"]


def png(width, height):
    return PNG + struct.pack(">II", width, height) + b"\x08\x02\0\0\0" + bytes(100)


def jpeg(width, height, metadata=0):
    segments = b"".join(b"\xff\xe1\xff\xff" + bytes(65533) for _ in range(metadata))
    return b"\xff\xd8" + segments + b"\xff\xc0\0\x11\x08" + struct.pack(">HH", height, width) + bytes(20)


def manifest(keys, bucket="acme-data"):
    return "".join(
        json.dumps({
            "source-ref": f"s3://{bucket}/{key}", "label": number % 2,
            "label-metadata": {
                "class-name": ["stop", "yield"][number % 2], "confidence": 1, "human-annotated": "yes",
                "type": "groundtruth/image-classification", "creation-date": "2026-11-01T00:00:00", "job-name": "a",
            },
        }) + "\n"
        for number, key in enumerate(keys)
    )


def check(moto, folder, keys, *options, bucket="acme-data"):
    file = folder / "train.manifest"
    file.write_text(manifest(keys, bucket))
    result = run(
        ["manifest", "check", "--format", "json", *(options or ["--images"]), str(file)],
        environment(folder, moto, **KEYS),
    )
    assert result.stdout, result.stderr
    report = json.loads(result.stdout)
    lines = {item["line"]: item["message"] for item in report["findings"] if "IMAGE" in item["code"]}
    return result.returncode, lines, report["manifests"][0]["imageCheck"]


def test_pages_of_a_bucket(aws, moto, tmp_path):
    s3 = aws("s3")
    s3.create_bucket(Bucket="acme-data")
    keys = [f"signs/{number}.jpg" for number in range(1200)] + [f"signs/{key}" for key in ODD]
    for key in keys:
        if key != "signs/77.jpg":
            s3.put_object(Bucket="acme-data", Key=key, Body=b"" if key == "signs/78.jpg" else b"x")
    code, lines, counts = check(moto, tmp_path, keys)
    assert code == 1
    assert lines == {78: "S3 has no object of this key", 79: "the image is empty"}
    assert counts["images"] == 1204 and counts["requests"] <= 4


def test_few_among_many(aws, moto, tmp_path):
    s3 = aws("s3")
    s3.create_bucket(Bucket="acme-data")
    for number in range(1100):
        s3.put_object(Bucket="acme-data", Key=f"signs/{number:04}.jpg", Body=b"x")
    code, lines, counts = check(moto, tmp_path, ["signs/0003.jpg", "signs/1050.jpg", "signs/1051x.jpg"])
    assert code == 1 and list(lines) == [3]
    assert counts["requests"] <= 3


def test_content(aws, moto, tmp_path):
    s3 = aws("s3")
    s3.create_bucket(Bucket="acme-data")
    objects = [
        png(640, 480), jpeg(640, 480), jpeg(640, 480, metadata=3), b"GIF89a" + bytes(50), png(32, 480), jpeg(5000, 480),
        png(64, 1300), b"", jpeg(640, 480)[:9], None, b"text", png(640, 480) + bytes(15 * 1048576),
    ]
    keys = [f"{number}.png" for number in range(len(objects))]
    for key, body in zip(keys, objects):
        if body is not None:
            s3.put_object(Bucket="acme-data", Key=key, Body=body)
    code, lines, counts = check(moto, tmp_path, keys, "--image-content")
    assert code == 1
    assert sorted(lines) == list(range(4, 13))
    assert "GIF" in lines[4] and "32 by 480" in lines[5] and "5000 by 480" in lines[6] and "20:1" in lines[7]
    assert "empty" in lines[8] and "JPEG" in lines[9] and "no object" in lines[10] and "neither" in lines[11]
    assert "15729" not in lines[12] and "15728640" in lines[12]
    assert counts["requests"] == len(objects) + 3


def test_another_region(aws, moto, tmp_path):
    s3 = aws("s3", "eu-west-1")
    s3.create_bucket(Bucket="acme-far", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.put_object(Bucket="acme-far", Key="a.jpg", Body=b"x")
    code, lines, _ = check(moto, tmp_path, ["a.jpg", "b.jpg"], bucket="acme-far")
    assert code == 1 and list(lines) == [2]


def test_no_bucket(aws, moto, tmp_path):
    code, lines, counts = check(moto, tmp_path, ["a.jpg", "b.jpg"], bucket="acme-nowhere")
    assert code == 1 and set(lines.values()) == {"the image's bucket does not exist"}
    assert counts["requests"] == 1
