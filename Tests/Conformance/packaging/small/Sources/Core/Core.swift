import CPart
import CXXPart

package func files() -> [String] {
    [#fileID, String(cString: c_file()), String(cString: header_file()), String(cString: cxx_file())]
}

package func check(_ count: Int) -> Int {
    precondition(count > 0, "no bytes: \(count)")
    #if WITH_FILE_PATH
    print(#filePath)
    #endif
    return count
}
