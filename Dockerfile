# docker build -t nmt . && docker run --rm -i -v "$PWD/models:/models" nmt translate --model /models/mine < input.txt
FROM debian:13-slim AS build
COPY . /nmt
WORKDIR /nmt
RUN scripts/install_packages.sh && cmake --preset package && cmake --build --preset package \
 && cmake --install build/package --prefix /install \
 && cmake --install build/package --prefix /install --component archive

FROM debian:13-slim
COPY --from=build /install /usr/local
ENTRYPOINT ["nmt"]
