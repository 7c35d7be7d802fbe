@echo off
rem Starts the thalweg command on Windows as the script thalweg does elsewhere: finds a JDK, builds the jars when there are none,
rem runs.
rem   thalweg VERB ...           the command; thalweg --help lists the verbs
rem   thalweg run FILE.java ...  a single-file Java program that may say: import module thalweg;
rem   thalweg shell ...          jshell with that import made
rem   thalweg jdk                prints the home of the JDK that is used
rem JAVA_HOME is preferred when it is new enough; THALWEG_JAVA_OPTIONS are handed to Java. Formulas stand in double quotes: "x^2".
setlocal EnableExtensions DisableDelayedExpansion
set "house=%~dp0"
set "house=%house:~0,-1%"
set "settings=%house%\use\terminal"
set "dist=%settings%\target\dist"
set "lib=%dist%\lib"

rem ---- The JDK. 25.0.3 is the first without a bug that can damage data (docs/decisions/0001).

set "jdk="
set "found="
call :fits "%JAVA_HOME%"
call :fits "%JAVA25_HOME%"
for /f "delims=" %%j in ('where java 2^>nul') do call :fits "%%~dpj.."
for /d %%d in ("%ProgramFiles%\Eclipse Adoptium\jdk-*" "%ProgramFiles%\Java\jdk-*" "%ProgramFiles%\Microsoft\jdk-*") do call :fits "%%~d"
if not defined jdk >&2 echo thalweg: no JDK from 25.0.3 on was found%found%. Install Temurin JDK 25.0.3 or later, or set JAVA_HOME to one.
if not defined jdk exit /b 1
if "%~1"=="jdk" echo %jdk%
if "%~1"=="jdk" exit /b 0

rem ---- The jars. What reads Parquet and what serves the page are built when they are asked for.

set "studio="
set "parquet="
set words=%* 
set "words=%words:"=%"
if "%~1"=="studio" set "studio=yes"
if not "%words:--watch=%"=="%words%" set "studio=yes"
if not "%words:.parquet=%"=="%words%" set "parquet=yes"
if "%~1"=="run" if exist "%~2" findstr /l "thalweg.studio" "%~2" >nul && set "studio=yes"
call :built terminal "-Dskip.page=true"
if errorlevel 1 exit /b 1
if defined studio call :built studio ""
if errorlevel 1 exit /b 1
if defined parquet call :built parquet "-Dskip.page=true"
if errorlevel 1 exit /b 1

rem ---- Run, in UTF-8, and leave the console as it was.

for /f "tokens=2 delims=:" %%c in ('chcp') do set "page=%%c"
set "page=%page:.=%"
chcp 65001 >nul

rem Whoever chooses a collector or sizes the heap does it alone: with two collectors, or a first heap above the largest, Java ends.
set "sized="
set "collected="
set said=%THALWEG_JAVA_OPTIONS% %JDK_JAVA_OPTIONS% %JAVA_TOOL_OPTIONS% %_JAVA_OPTIONS%
set "said=%said:"=%"
if not "%said:-Xm=%"=="%said%" set "sized=yes"
if not "%said:Heap=%"=="%said%" set "sized=yes"
if not "%said:RAM=%"=="%said%" set "sized=yes"
if not "%said:NewSize=%"=="%said%" set "sized=yes"
if not "%said:GC=%"=="%said%" set "collected=yes"
if defined collected set "sized=yes"

set "ours=-XX:+DisplayVMOutputToStderr -Xlog:disable -Xlog:all=warning,trimnative=off,cds*=off,aot*=off:stderr"
set "ours=%ours% -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8"
set "theirs=%THALWEG_JAVA_OPTIONS% --disable-@files"
set "compilers="
if not "%~1"=="studio" if %NUMBER_OF_PROCESSORS% LSS 4 set "compilers=-XX:CICompilerCount=3"

if "%~1"=="shell" goto :shell
if "%~1"=="run" goto :run
rem With vectors for what computes with networks, without for help and for a verb that there is none of.
if "%~1"=="studio" goto :vectors
if not "%words: --help =%"=="%words%" goto :quick
if not "%words: -h =%"=="%words%" goto :quick
for %%v in (train tune predict evaluate replay check) do if "%~1"=="%%v" goto :vectors
goto :quick

:vectors
set "kept="
set "place="
if "%~1"=="studio" if exist "%dist%\place" set /p place=<"%dist%\place"
if defined place if /i "%place%"=="%dist%" set kept="-XX:SharedArchiveFile=%dist%\classes.jsa"
call :training
"%jdk%\bin\java" %training% %kept% --add-modules jdk.incubator.vector -Dthalweg.command=thalweg -m thalweg.terminal/thalweg.terminal.Thalweg %*
goto :end

:quick
call :options quick.options
"%jdk%\bin\java" %options% %ours% -XX:AOTCache="%dist%\answer.aot" -Dthalweg.vector=none -Dthalweg.command=thalweg %theirs% -cp "%lib%\*" thalweg.terminal.Thalweg %*
goto :end

:run
if not exist "%~2" >&2 echo thalweg: run: give a Java file that exists: thalweg run FILE.java [argument ...]
set "code=2"
if not exist "%~2" goto :leave
set rest=%*
call :training
"%jdk%\bin\java" %training% --add-modules thalweg,jdk.incubator.vector %rest:*run =%
goto :end

:shell
set rest=%* 
"%jdk%\bin\jshell" --module-path "%lib%" --add-modules thalweg,jdk.incubator.vector --startup DEFAULT --startup "%settings%\shell.jsh" %rest:*shell =%

:end
set "code=%errorlevel%"
:leave
chcp %page% >nul
exit /b %code%

rem ---- Parts of the above.

rem Takes the home %1 for the JDK if it is one from 25.0.3 on and none is taken yet; reads its release file.
:fits
if defined jdk exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
set "version="
for /f "usebackq tokens=1,2 delims==" %%k in ("%~1\release") do if "%%k"=="JAVA_VERSION" set "version=%%~l"
for /f "tokens=1-3 delims=.-+" %%a in ("%version%.0.0") do (
  if %%a GTR 25 set "jdk=%~f1"
  if %%a EQU 25 if %%b GTR 0 set "jdk=%~f1"
  if %%a EQU 25 if %%b EQU 0 if %%c GEQ 3 set "jdk=%~f1"
)
if not defined jdk set "found=%found%; found %version% in %~1"
exit /b 0

rem Builds the part %1 if it is not built, with Maven's option %2.
:built
if exist "%house%\use\%1\target\dist\built" exit /b 0
where mvn >nul 2>nul
if errorlevel 1 >&2 echo thalweg: Maven is needed to build the command the first time and was not found. Install it and put its bin on the PATH.
if errorlevel 1 exit /b 1
>&2 echo thalweg: building the command (there are no jars yet); this takes a minute or two ...
if not exist "%dist%" mkdir "%dist%"
pushd "%house%"
call mvn -B -Dmaven.test.skip=true %~2 -pl use/%1 -am package >"%dist%\build.log" 2>&1
set "code=%errorlevel%"
popd
if "%code%"=="0" exit /b 0
>&2 findstr /b /l /c:"[ERROR]" "%dist%\build.log"
>&2 echo thalweg: the build failed; all it said is in %dist%\build.log
exit /b 1

rem Sets Java's options for training, with the house's modules at hand; the page where it was asked for.
:training
call :options training.options
set "modules=%lib%"
set "more="
if exist "%house%\use\parquet\target\dist\built" set "modules=%modules%;%house%\use\parquet\target\dist\lib"
if exist "%house%\use\parquet\target\dist\built" set "more=--enable-native-access=dev.hardwood.core,com.github.luben.zstd_jni,snappy.java"
if defined studio set "modules=%modules%;%house%\use\studio\target\dist\lib"
if defined studio set "more=%more% --add-modules thalweg.studio"
set training=%options% %ours% --module-path "%modules%" %more% -XX:CompileCommandFile="%settings%\training.compiler" %compilers% %theirs%
exit /b 0

rem Reads Java's options from the file %1 of the command, less what the user chooses alone.
:options
set "options="
for /f "usebackq eol=# delims=" %%o in ("%settings%\%1") do call :option "%%o"
exit /b 0

:option
set "word=%~1"
if defined sized if "%word:~0,3%"=="-Xm" exit /b 0
if defined collected if "%word:~-2%"=="GC" exit /b 0
set "options=%options% %word%"
exit /b 0
