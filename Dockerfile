# The pipeline with its tools built, for the processor (docs/ci.md):
#   docker build -t empo .
#   docker run --rm -v empo:/home/app/empo/artifacts empo
# .NET 10 has no images over Debian itself; Ubuntu 24.04 is the nearest. The tag is the SDK of global.json.
FROM mcr.microsoft.com/dotnet/sdk:10.0.100-noble

ENV CI=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# The image's own user without rights.
USER app
WORKDIR /home/app/empo

# Packages, by the lock files; this layer stays as long as no project file changes.
COPY --chown=app global.json Directory.Build.props Directory.Build.rsp Directory.Build.targets Directory.Packages.props ./
COPY --chown=app build/ build/
COPY --chown=app stages/Empo.Method/*.csproj stages/Empo.Method/*.lock.json stages/Empo.Method/
COPY --chown=app stages/Empo.Experiments/*.csproj stages/Empo.Experiments/*.lock.json stages/Empo.Experiments/
COPY --chown=app stages/Empo.Stages/*.csproj stages/Empo.Stages/*.lock.json stages/Empo.Stages/
COPY --chown=app tasks/Empo.Tasks/*.csproj tasks/Empo.Tasks/*.lock.json tasks/Empo.Tasks/
RUN dotnet restore stages/Empo.Stages && dotnet restore tasks/Empo.Tasks

# The tools; -t:Check builds them and reads the default experiment.
COPY --chown=app pipeline.proj Empo.targets ./
COPY --chown=app stages/ stages/
COPY --chown=app tasks/ tasks/
COPY --chown=app datasets/ datasets/
COPY --chown=app experiments/ experiments/
RUN dotnet build pipeline.proj -t:Check && mkdir artifacts

# Run folders and the store. A named volume takes the owner of this folder; a folder of the host must be writable for user 1654.
VOLUME /home/app/empo/artifacts
ENTRYPOINT ["dotnet", "build", "pipeline.proj"]
