// Stands in for `@vscode/spdlog`, the editor's native logger, which is not built here: without one the
// editor runs, but every log in its Output view stays empty.
const { appendFileSync, mkdirSync } = require("node:fs");
const path = require("node:path");

const names = ["trace", "debug", "info", "warning", "error", "critical"];

class Logger {
  #file;
  #level = 2;
  #raw = false;

  constructor(file) {
    mkdirSync(path.dirname(file), { recursive: true });
    this.#file = file;
  }

  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace("T", " ").replace("Z", "");
    const line = this.#raw ? message : `${time} [${names[level]}] ${message}\n`;
    try {
      appendFileSync(this.#file, line);
    } catch {
      // The editor's folder is removed under it when it is stopped.
    }
  }

  trace = (message) => this.#write(0, message);
  debug = (message) => this.#write(1, message);
  info = (message) => this.#write(2, message);
  warn = (message) => this.#write(3, message);
  error = (message) => this.#write(4, message);
  critical = (message) => this.#write(5, message);

  setLevel(level) {
    this.#level = level;
  }

  clearFormatters() {
    this.#raw = true;
  }

  setPattern() {}
  flush() {}
  drop() {}
}

exports.setFlushOn = () => {};
exports.createAsyncRotatingLogger = async (_name, file) => new Logger(file);
