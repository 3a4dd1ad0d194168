FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# The packages first: they change seldom, and so this layer stays.
COPY Directory.Build.props Directory.Packages.props global.json .editorconfig ./
COPY src/Ndtms.Core/*.csproj src/Ndtms.Core/
COPY src/Ndtms.Storage/*.csproj src/Ndtms.Storage/
COPY src/Ndtms.Workbooks/*.csproj src/Ndtms.Workbooks/
COPY src/Ndtms.Synthetic/*.csproj src/Ndtms.Synthetic/
COPY src/Ndtms.Application/*.csproj src/Ndtms.Application/
COPY src/Ndtms.Portal/*.csproj src/Ndtms.Portal/
COPY src/Ndtms.Worker/*.csproj src/Ndtms.Worker/
RUN dotnet restore src/Ndtms.Worker
COPY src/ src/
COPY sql/ sql/
COPY schedules/ schedules/
COPY sample-data/ sample-data/
RUN dotnet publish src/Ndtms.Worker -c Release --no-restore -o /program

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# The times of the schedule are London's; health is asked with curl.
RUN apt-get update && apt-get install -y --no-install-recommends curl tzdata && rm -rf /var/lib/apt/lists/*
# Volumes take the owner of the folders that they are laid over; keys and logs are for the program alone.
RUN for folder in inbox archive rejected reports outbox keys logs; do install -d -o app -g app -m 0750 "/data/$folder"; done \
    && chown app:app /data && chmod 0700 /data/keys
COPY --from=build /program /program
USER app
WORKDIR /data
EXPOSE 8080
ENV NDTMS_Service__Url=http://0.0.0.0:8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["curl", "--fail", "--silent", "--show-error", "http://127.0.0.1:8080/health/ready"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "/program/Ndtms.Worker.dll"]
CMD ["run"]
