"""The office's server (办公室服务器): accounts, sign-in, and what each post's session is started with, under JupyterHub."""
