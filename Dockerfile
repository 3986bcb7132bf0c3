# One image for both roles. Its command starts the API; `node dist/workers/main.js` starts a worker.
# Node 26 is the active long-term support line since October 2026. The tag follows its patches.
FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY config config
COPY src src
COPY workers workers
COPY cli cli
RUN npm run build

FROM node:26-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:26-bookworm-slim
LABEL org.opencontainers.image.title="tickerspan" \
      org.opencontainers.image.description="Finds, verifies, links and prices the companies of scraped financial articles." \
      org.opencontainers.image.licenses="MIT"
# A container can be reached from outside, so neither role starts without API_KEYS.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 METRICS_PORT=9464
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY bin bin
# The code belongs to root, so the process cannot change it.
USER node
EXPOSE 8080 9464
# Each role opens one of the two ports.
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --start-interval=2s --retries=3 \
  CMD ["node", "-e", "Promise.any([process.env.PORT, process.env.METRICS_PORT].map(async (port) => { const { ok, status } = await fetch('http://127.0.0.1:' + port + '/livez'); if (!ok) throw status; })).then(() => process.exit(0), () => process.exit(1))"]
# In the exec form, node is process 1 and receives SIGTERM itself.
CMD ["node", "dist/src/server.js"]
