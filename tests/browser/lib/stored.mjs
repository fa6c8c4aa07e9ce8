// What the phone's database holds, read beside the app, for waiting until something is on the disk; and changed, as a
// failing disk would.

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

/** Changes one bit of the entry with this number, in a page of the same origin while the app is closed. */
export const changeEntry = (page, seq) =>
  page.evaluate(async (seq) => {
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('lantern'));
    const changing = database.transaction('entries', 'readwrite');
    const complete = new Promise((resolve, reject) => {
      changing.oncomplete = resolve;
      changing.onabort = () => reject(changing.error);
    });
    const entries = changing.objectStore('entries');
    const key = (await done(entries.getAllKeys())).find(([, number]) => number === seq);
    const bytes = new Uint8Array(await done(entries.get(key)));
    bytes[bytes.length - 1] ^= 1;
    entries.put(bytes, key);
    await complete;
    database.close();
  }, seq);
