// validatorUrl null: the document is sent to nobody.
SwaggerUIBundle({ url: "/openapi.yaml", dom_id: "#api", deepLinking: false, validatorUrl: null, docExpansion: "list", tryItOutEnabled: true });
