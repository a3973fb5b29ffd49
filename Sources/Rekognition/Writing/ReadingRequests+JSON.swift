internal import JSONBytes

// The members in byte order of their names, as an encoder with sorted keys writes them.

extension DescribeProjectsRequest {
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { json in
            json.member("Features", features)
            json.member("MaxResults", maxResults)
            json.member("NextToken", nextToken)
            json.member("ProjectNames", projectNames)
        }
        return writer.bytes
    }
}

extension DescribeProjectVersionsRequest {
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { json in
            json.member("MaxResults", maxResults)
            json.member("NextToken", nextToken)
            json.member("ProjectArn", projectARN)
            json.member("VersionNames", versionNames)
        }
        return writer.bytes
    }
}
