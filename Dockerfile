# A small static image: the binary holds the pages, the widget and the tables.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=0.1.0
ARG COMMIT=unknown
# h3-go and go-sqlite3 are C: cgo, linked statically.
RUN CGO_ENABLED=1 go build -trimpath -buildvcs=false -tags nomsgpack,netgo,osusergo,sqlite_omit_load_extension \
    -ldflags "-s -w -linkmode external -extldflags '-static' -X main.version=${VERSION} -X main.commit=${COMMIT}" \
    -o /finder ./cmd/finder

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /finder /finder
# nonroot, as a number: Kubernetes refuses a name under runAsNonRoot.
USER 65532:65532
EXPOSE 8080
ENV FINDER_ADDR=:8080
ENTRYPOINT ["/finder"]
CMD ["serve"]
