/// An error of the emulated service. All of those that it gives have the status 400.
struct ServiceRefusal: Error, Equatable {
    var code: String
    var message: String

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

    static func quotaExceeded(_ message: String) -> ServiceRefusal {
        ServiceRefusal(code: "ServiceQuotaExceededException", message: message)
    }

    static let badToken = ServiceRefusal(
        code: "InvalidPaginationTokenException",
        message: "The pagination token is not valid for this request."
    )
}
