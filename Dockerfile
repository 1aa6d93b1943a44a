# The operator's image, for whoever can pull base images: docker build --tag berth .
# test/cluster/operator-image.sh makes the same content without a registry, and
# test/contract/operator-image.test.ts compares the two.
# The helper is static, so that it runs in every image.
FROM golang:1.26-bookworm AS helper
WORKDIR /build
COPY helper .
RUN CGO_ENABLED=0 go build -buildvcs=false -trimpath -ldflags "-s -w" -o /helper .

FROM node:24-bookworm AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY scripts scripts
COPY src src
RUN npm run build
# The Node of the lock file, without its symbols.
RUN strip --strip-all -o /node node_modules/node-linux-*/bin/node

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /node /usr/local/bin/node
COPY --from=helper /helper /app/helper
COPY --from=build /build/dist/berth.mjs /app/berth.mjs
ENV NODE_ENV=production
WORKDIR /app
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/node", "/app/berth.mjs"]
