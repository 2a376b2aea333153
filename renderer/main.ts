import './tokens.css';
import './base.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { app } from './app-state.svelte.ts';
import { followTheme } from './theme.svelte.ts';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element with the id "app"');
target.textContent = '';
if (window.overlane) {
  followTheme();
  mount(App, { target });
  void app.start();
  // Settings wait for a pause; closing the window is one.
  window.addEventListener('pagehide', () => void app.save());
} else {
  target.textContent = 'This page belongs to Overlane’s window and shows nothing elsewhere. Start it with: npm start';
}
