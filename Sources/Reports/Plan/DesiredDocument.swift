import DesiredState
import JSON
import ModelVersions

extension DesiredVersion {
    /// The version with its defaults, under the names of the YAML.
    func write(to json: inout JSONWriter) {
        guard case .trained(let settings) = intent else {
            json.member("minF1Score", expectation.minimumF1Score)
            json.member("retired", true)
            json.object("tags") { tags.all.write(to: &$0) }
            return
        }
        json.member("confidenceThreshold", settings.confidenceThreshold?.percent)
        json.name("datasets")
        settings.datasets.write(to: &json)
        json.member("description", settings.description?.text)
        json.member("kmsKey", settings.kmsKey?.text)
        json.member("minF1Score", expectation.minimumF1Score)
        json.member("output", settings.output.description)
        json.member("retired", false)
        json.object("tags") { tags.all.write(to: &$0) }
    }
}

extension Datasets {
    fileprivate func write(to json: inout JSONWriter) {
        guard case .manifests(let training, let testing) = self else { return json.string("project") }
        json.object { json in
            switch testing {
            case .autoCreate: json.member("autoCreate", true)
            case .omitted: json.member("autoCreate", false)
            case .manifests(let testing):
                json.member("autoCreate", false)
                json.strings("testing", testing) { $0.description }
            }
            json.strings("training", training) { $0.description }
        }
    }
}

extension [Tags.Tag] {
    /// A member for each tag.
    func write(to json: inout JSONWriter) {
        for tag in self {
            json.name(text: tag.key)
            json.string(tag.value)
        }
    }
}
