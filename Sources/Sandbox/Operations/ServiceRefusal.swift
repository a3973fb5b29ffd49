/// An error of the emulated service.
struct ServiceRefusal: Error, Equatable {
    var code: String
    var message: String
    var status = 400

    static func invalidParameter(_ message: String) -> ServiceRefusal {
        ServiceRefusal(code: "InvalidParameterException", message: message)
    }

    static func notFound(_ what: String) -> ServiceRefusal {
        ServiceRefusal(code: "ResourceNotFoundException", message: "The resource \(what) does not exist.")
    }

    static func inUse(_ message: String) -> ServiceRefusal {
        ServiceRefusal(code: "ResourceInUseException", message: message)
    }

    static func limitExceeded(_ message: String) -> ServiceRefusal {
        ServiceRefusal(code: "LimitExceededException", message: message)
    }

    static let badToken = ServiceRefusal(
        code: "InvalidPaginationTokenException",
        message: "The pagination token is not valid."
    )
}
