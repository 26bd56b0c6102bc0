// For pages of other sites: <pollsite-embed src="https://…/embed/polls/7"> becomes a frame as high as what is in it. Until
// the frame has said how high that is, what stood there stays: a site that may not show the frame keeps its link.
// It loads nothing but that frame, and believes no message but the frame's own, from the site that it was asked to show.
(() => {
  const LOWEST = 80;
  const HIGHEST = 20000;
  const THEMES = ["light", "dark"];

  class PollsiteEmbed extends HTMLElement {
    connectedCallback() {
      if (document.readyState !== "loading") this.show();
      else document.addEventListener("DOMContentLoaded", () => this.show(), { once: true }); // what is in it comes later
    }

    show() {
      if (this.frame || !this.isConnected) return;
      const address = this.address();
      if (!address) return;
      const theme = this.getAttribute("theme");
      if (THEMES.includes(theme)) address.searchParams.set("theme", theme);
      this.site = address.origin;
      this.frame = this.makeFrame(address.href);
      this.hear = (event) => this.resize(event);
      addEventListener("message", this.hear);
      this.before = [...this.childNodes];
      this.append(this.frame);
    }

    address() {
      try {
        const address = new URL(this.getAttribute("src") || "none:", document.baseURI);
        return ["http:", "https:"].includes(address.protocol) ? address : null;
      } catch {
        return null;
      }
    }

    disconnectedCallback() {
      if (!this.frame) return;
      removeEventListener("message", this.hear);
      this.replaceChildren(...this.before);
      this.frame = null;
    }

    makeFrame(address) {
      const frame = document.createElement("iframe");
      this.said ??= this.textContent.trim();
      frame.title = this.getAttribute("title") || this.said || "Poll";
      frame.loading = "lazy";
      Object.assign(frame.style, { border: "0", display: "block", width: "100%", height: "0", visibility: "hidden" });
      frame.addEventListener("load", () => frame.contentWindow?.postMessage({ pollsite: "height?" }, this.site));
      frame.src = address;
      return frame;
    }

    resize({ source, origin, data }) {
      if (source !== this.frame?.contentWindow || origin !== this.site || data?.pollsite !== "height") return;
      if (!Number.isFinite(data.height)) return;
      for (const node of this.before) node.remove();
      this.frame.style.visibility = "";
      this.frame.style.height = `${Math.min(Math.max(data.height, LOWEST), HIGHEST)}px`;
    }
  }

  if (!customElements.get("pollsite-embed")) customElements.define("pollsite-embed", PollsiteEmbed);
})();
