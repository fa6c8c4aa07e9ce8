/*
 * Starts the app of this page, and speaks when the app cannot.
 *
 * In this order: say so when the page is not secure (no store of keys, no service worker); load the app; register the
 * service worker whether or not the app came up, so that an update can repair it; watch for a new version.
 * A panic or a trap of the app, or an app that cannot be loaded, becomes a plain page with a button. Records are not
 * touched.
 *
 * The words here are the only ones outside src/text: they are needed when nothing of the app runs.
 * French, Arabic and Somali are drafts that no speaker has reviewed.
 * Leaves to others: what is cached and served without a network (sw.js), and every screen of the app.
 */
(() => {
  'use strict';
  const root = document.documentElement;
  const isField = root.dataset.app === 'field';
  const { js, wasm } = document.currentScript.dataset;
  const LOOK_AGAIN_MS = 60 * 60 * 1000;
  /** The most that is kept of what stopped the app, in characters. */
  const TOLD_MAX = 2000;
  const STACK_LINES = 12;

  const WORDS = {
    en: {
      insecure: 'This page was opened without a secure connection, so Lantern cannot keep records on this phone. Open the address that begins with https://, or ask the person who runs Lantern.',
      unloaded: 'Lantern could not be started. Check the connection and try again. Records saved on this phone are still here.',
      stopped: 'Lantern had to stop. Records saved on this phone are still here.',
      retry: 'Start again',
    },
    fr: {
      insecure: 'Cette page a été ouverte sans connexion sécurisée : Lantern ne peut donc rien conserver sur ce téléphone. Ouvrez l’adresse qui commence par https://, ou demandez à la personne responsable de Lantern.',
      unloaded: 'Lantern n’a pas pu démarrer. Vérifiez la connexion et réessayez. Ce qui est enregistré sur ce téléphone y est toujours.',
      stopped: 'Lantern a dû s’arrêter. Ce qui est enregistré sur ce téléphone y est toujours.',
      retry: 'Redémarrer',
    },
    ar: {
      insecure: 'فُتحت هذه الصفحة دون اتصال آمن، لذلك لا يستطيع Lantern حفظ السجلات على هذا الهاتف. افتح العنوان الذي يبدأ بـ ‎https://‎ أو اسأل المسؤول عن Lantern.',
      unloaded: 'تعذّر تشغيل Lantern. تحقّق من الاتصال وحاول مرة أخرى. السجلات المحفوظة على هذا الهاتف ما زالت موجودة.',
      stopped: 'اضطر Lantern إلى التوقف. السجلات المحفوظة على هذا الهاتف ما زالت موجودة.',
      retry: 'ابدأ من جديد',
    },
    so: {
      insecure: 'Boggan waxaa lagu furay xiriir aan ammaan ahayn, sidaa darteed Lantern diiwaanno kuma kaydin karo telefoonkan. Fur cinwaanka ka bilaabma https://, ama weydii qofka maamula Lantern.',
      unloaded: 'Lantern ma bilaabmi karin. Hubi xiriirka oo mar kale isku day. Diiwaannada lagu kaydiyay telefoonkan weli way joogaan.',
      stopped: 'Lantern wuu istaagay. Diiwaannada lagu kaydiyay telefoonkan weli way joogaan.',
      retry: 'Mar kale bilow',
    },
  };

  /** The language that was chosen in the app, or else the browser's. */
  const language = () => {
    let chosen = '';
    try {
      chosen = localStorage.getItem(isField ? 'lantern.language' : 'lantern.hq.language') || '';
    } catch {
      /* Nothing was chosen where nothing can be kept. */
    }
    const asked = [chosen.replaceAll('"', ''), ...(navigator.languages || []), navigator.language || 'en'];
    return asked.map((tag) => tag.toLowerCase().split('-')[0]).find((tag) => WORDS[tag]) || 'en';
  };

  /** Puts a plain page with one sentence, and maybe a button that loads the page again, in place of the app. */
  const say = (word, detail) => {
    const tongue = language();
    const card = document.createElement('main');
    card.className = 'plain-card';
    card.lang = tongue;
    card.dir = tongue === 'ar' ? 'rtl' : 'ltr';
    const heading = document.createElement('h1');
    heading.textContent = 'Lantern';
    const sentence = document.createElement('p');
    sentence.setAttribute('role', 'alert');
    sentence.textContent = WORDS[tongue][word];
    card.append(heading, sentence);
    if (word !== 'insecure') {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = WORDS[tongue].retry;
      button.addEventListener('click', () => location.reload());
      card.append(button);
    }
    if (detail) {
      const small = document.createElement('p');
      small.className = 'plain-detail';
      small.dir = 'ltr';
      small.textContent = detail;
      card.append(small);
    }
    document.body.replaceChildren(card);
  };

  /** What is known of why the app stopped. It stays on this device, for whoever is asked for help. */
  let told = '';
  const stopped = (what) => {
    const isFirst = told === '';
    told = (isFirst ? `${js}\n${what}` : `${told}\n${what}`).slice(0, TOLD_MAX);
    try {
      localStorage.setItem('lantern.last-panic', JSON.stringify({ at: new Date().toISOString(), message: told }));
    } catch {
      /* A full or forbidden store must not hide the page that follows. */
    }
    if (isFirst) say('stopped', what.split('\n')[0].slice(0, 200));
  };

  /** The app calls this when it panics, just before it traps. */
  window.lanternPanic = (message) => stopped(String(message));

  /** Whether an error is a trap of the app. It is then told, with the places in the wasm from its stack. */
  const isTrap = (error) => {
    if (!(error instanceof WebAssembly.RuntimeError)) return false;
    const stack = String(error.stack || error.message);
    stopped(stack.split('\n', STACK_LINES).join('\n'));
    return true;
  };
  window.addEventListener('error', (event) => isTrap(event.error));
  window.addEventListener('unhandledrejection', (event) => isTrap(event.reason));

  /* An update: a new version is here, the app is told, and takes it when the person agrees. */
  let accept = null;
  const offer = (worker, type) => {
    accept = () => worker.postMessage({ type });
    root.dataset.update = 'ready';
    window.dispatchEvent(new CustomEvent('lantern-update-ready'));
  };
  window.lanternUpdate = () => (accept ? accept() : location.reload());

  /** What the worker says: which version it brought and which it serves, or that every page has to start again. */
  const hear = ({ data, source }) => {
    if (data.type === 'swapped') location.reload();
    if (data.type === 'version' && data.served && data.served !== data.version) offer(source, 'agree');
  };

  const watch = (registration) => {
    const follow = (worker) => {
      if (!worker) return;
      worker.addEventListener('statechange', () => {
        if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker, 'swap');
      });
    };
    if (registration.waiting) offer(registration.waiting, 'swap');
    else if (navigator.serviceWorker.controller) navigator.serviceWorker.controller.postMessage({ type: 'version' });
    follow(registration.installing);
    registration.addEventListener('updatefound', () => follow(registration.installing));
    const look = () => registration.update().catch(() => { /* Offline: the next look will tell. */ });
    window.addEventListener('online', look);
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && look());
    setInterval(look, LOOK_AGAIN_MS);
  };

  const register = () => {
    if (!('serviceWorker' in navigator)) return;
    navigator.serviceWorker.addEventListener('message', hear);
    navigator.serviceWorker.startMessages();
    navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).then(watch, (error) => {
      root.dataset.worker = 'failed';
      console.warn('service worker:', error.name);
    });
  };

  const start = async () => {
    const app = await import(js);
    await app.default({ module_or_path: wasm });
  };

  const started = () =>
    start().catch((error) => {
      if (!isTrap(error) && told === '') say('unloaded', `${error.name}: ${error.message}`.slice(0, 200));
    });

  if (!isField) {
    started();
    return;
  }
  root.lang = language();
  root.dir = language() === 'ar' ? 'rtl' : 'ltr';
  if (!window.isSecureContext) {
    say('insecure');
    return;
  }
  /* On the very first visit the worker comes second: on a slow link it then finds every file already fetched. */
  if ('serviceWorker' in navigator && navigator.serviceWorker.controller) {
    register();
    started();
  } else {
    started().finally(register);
  }
})();
