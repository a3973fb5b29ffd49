internal import JSONBytes

extension DescribeProjectsResponse {
    init(body: [UInt8]) throws(JSONError) {
        self.init(projectDescriptions: nil)
        try JSONReader.readAnswer(body) { json, name throws(JSONError) in
            switch name {
            case "ProjectDescriptions":
                projectDescriptions = try json.list { json throws(JSONError) in try ProjectDescription(&json) }
            case "NextToken": nextToken = try json.string()
            default: break
            }
        }
    }
}

extension ProjectDescription {
    /// Nil for `null`.
    fileprivate init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(projectARN: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "ProjectArn": projectARN = try json.string()
            case "CreationTimestamp": creationTimestamp = try json.timestamp()
            case "Status": status = try json.string()
            case "Datasets": datasets = try json.list { json throws(JSONError) in try DatasetMetadata(&json) }
            case "Feature": feature = try json.string()
            case "AutoUpdate": autoUpdate = try json.string()
            default: break
            }
        }
        if !isThere { return nil }
    }
}

extension DatasetMetadata {
    /// Nil for `null`.
    fileprivate init?(_ json: inout JSONReader) throws(JSONError) {
        self.init(datasetType: nil, datasetARN: nil, status: nil)
        let isThere = try json.object { json, name throws(JSONError) in
            switch name {
            case "CreationTimestamp": creationTimestamp = try json.timestamp()
            case "DatasetType": datasetType = try json.string()
            case "DatasetArn": datasetARN = try json.string()
            case "Status": status = try json.string()
            case "StatusMessage": statusMessage = try json.string()
            case "StatusMessageCode": statusMessageCode = try json.string()
            default: break
            }
        }
        if !isThere { return nil }
    }
}
