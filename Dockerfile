FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap libx11-6 make nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/standard
COPY . .
RUN pip install --no-cache-dir --constraint constraints.txt --editable . && npm ci --omit=dev && python manage.py catalogues compile
