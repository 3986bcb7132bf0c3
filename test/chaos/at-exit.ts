const cleanups = new Set<() => void>();

process.on('exit', () => {
  for (const cleanUp of cleanups) {
    try {
      cleanUp();
    } catch {
      // It is gone already.
    }
  }
});

/** Has something undone even if the run is broken off; what it gives says that it was undone. */
export function atExit(cleanUp: () => void): () => void {
  cleanups.add(cleanUp);
  return () => void cleanups.delete(cleanUp);
}
