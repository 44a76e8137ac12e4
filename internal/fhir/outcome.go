package fhir

import "net/http"

// The codes of issues that are used more than once.
const (
	invalid      = "invalid"
	notSupported = "not-supported"
)

// An issue is something to be said about a request, a parameter of it or its
// answer.
type issue struct {
	severity, code  string // R4's; no severity is "error"
	parameter, text string
}

// outcomeOf makes the OperationOutcome of issues.
func outcomeOf(issues []issue) object {
	list := make([]object, len(issues))
	for i, x := range issues {
		if x.severity == "" {
			x.severity = "error"
		}
		list[i] = object{"severity": x.severity, "code": x.code}
		if x.parameter != "" {
			list[i]["expression"] = []string{"http." + x.parameter}
			x.text = x.parameter + ": " + x.text
		}
		list[i]["details"] = object{"text": x.text}
	}
	return object{"resourceType": "OperationOutcome", "issue": list}
}

// A refusal is a request that is not answered, and why. Its text holds nothing
// that was sent, because errors reach logs.
type refusal struct {
	status int
	issues []issue
}

func (r *refusal) Error() string { return "fhir: refused: " + http.StatusText(r.status) }

// codes are the codes of issues that explain a status by itself; else it is
// "invalid".
var codes = map[int]string{
	http.StatusNotFound:              "not-found",
	http.StatusUnauthorized:          "login",
	http.StatusForbidden:             "forbidden",
	http.StatusMethodNotAllowed:      notSupported,
	http.StatusNotAcceptable:         notSupported,
	http.StatusUnsupportedMediaType:  notSupported,
	http.StatusRequestEntityTooLarge: "too-long",
	http.StatusRequestURITooLong:     "too-long",
	http.StatusTooManyRequests:       "throttled",
	http.StatusServiceUnavailable:    "transient",
	http.StatusInternalServerError:   "exception",
}
