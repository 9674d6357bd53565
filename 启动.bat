@echo off
chcp 65001 >nul
cd /d "%~dp0"
where python >nul 2>nul
if errorlevel 1 (
  echo 没有找到 Python。请先安装 Python 3.11 或更高版本，安装时勾选“Add python.exe to PATH”，再双击本文件。
  pause
  exit /b 1
)
if not exist .venv\Scripts\python.exe (
  echo 首次启动，正在准备运行环境，需要几分钟……
  python -m venv .venv || goto failed
)
.venv\Scripts\python -m pip install --quiet --requirement requirements.txt || goto failed
.venv\Scripts\python manage.py init || goto failed
echo 请在浏览器打开 http://127.0.0.1:8501 ，关闭本窗口即停止。
.venv\Scripts\python -m streamlit run app.py --server.port 8501 --server.address 127.0.0.1
pause
exit /b 0
:failed
echo 没有启动成功，请把上面的文字发给系统管理员。
pause
exit /b 1
