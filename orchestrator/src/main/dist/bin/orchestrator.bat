@echo off
rem Starts the System Orchestrator or one of its commands: orchestrator --help
setlocal
set "HERE=%~dp0.."
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if not defined ORCHESTRATOR_JAVA_OPTS set "ORCHESTRATOR_JAVA_OPTS=-Xmx512m"
set "CONFIG="
if exist "%HERE%\conf\application.conf" set "CONFIG=-Dorchestrator.config=%HERE%\conf\application.conf"
"%JAVA%" -XX:+IgnoreUnrecognizedVMOptions --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED -Xss4m %ORCHESTRATOR_JAVA_OPTS% %CONFIG% -cp "%HERE%\lib\*" io.orchestrator.Main %*
exit /b %ERRORLEVEL%
