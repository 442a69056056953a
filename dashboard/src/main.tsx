import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/App';
import { restore } from '@/api/session';
import { applyTheme } from '@/live/preferences';
import '@/styles/base.css';
import '@/styles/parts.css';

applyTheme();
void restore();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
