// What the phone's database holds, read beside the app: for waiting until something is on the disk.

/** Waits until some entry of the browser's databases holds a text. A reader is let in only after the writes before it. */
export const isStored = (page, text) =>
  page.waitForFunction(async (text) => {
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const bytesOf = (value) => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return [new TextDecoder().decode(value)];
      if (typeof value === 'string') return [value];
      return value && typeof value === 'object' ? Object.values(value).flatMap(bytesOf) : [];
    };
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      try {
        const stores = [...database.objectStoreNames];
        const reading = database.transaction(stores);
        const values = await Promise.all(stores.map((store) => done(reading.objectStore(store).getAll())));
        if (values.flat().flatMap(bytesOf).some((held) => held.includes(text))) return true;
      } finally {
        database.close();
      }
    }
    return false;
  }, text);
