var o=document.querySelector("form");o&&location.hash&&(o.action+=location.hash);
