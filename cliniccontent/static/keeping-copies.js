// Copies of what is typed, in this browser: only what the server does not have yet, each under its writer's number.
window.keptCopies = (() => {
  "use strict";

  const PREFIX = "kept:";
  const MOST = 20;

  function key(copy) {
    return `${PREFIX}${copy.by}:${copy.form}:${copy.sitting}`;
  }

  function read(name) {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  }

  function names(start) {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(start));
    } catch {
      return [];
    }
  }

  // The copies of one person, the oldest first.
  function all(by) {
    return names(`${PREFIX}${by}:`).map(read).filter(Boolean).sort((a, b) => a.at - b.at);
  }

  // Whether the copy could be written. When there is no room the same person's oldest one makes way.
  function put(copy) {
    const others = all(copy.by).filter((other) => other.sitting !== copy.sitting);
    others.slice(0, Math.max(0, others.length - MOST + 1)).forEach(remove);
    const left = others.slice(-MOST + 1);
    for (;;) {
      try {
        localStorage.setItem(key(copy), JSON.stringify(copy));
        return true;
      } catch {
        if (!left.length) {
          return false;
        }
        remove(left.shift());
      }
    }
  }

  function remove(copy) {
    try {
      localStorage.removeItem(key(copy));
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }

  return { all, put, remove };
})();
