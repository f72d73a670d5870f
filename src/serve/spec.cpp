#include "serve/spec.h"

namespace nmt {
namespace {

constexpr std::string_view kSpecBegin = R"json({
  "openapi": "3.0.3",
  "info": {
    "title": "nmt serve",
    "description": "Machine translation, by the API of LibreTranslate.",
    "version": ")json";

constexpr std::string_view kSpecPaths = R"json("
  },
  "paths": {
    "/translate": {
      "post": {
        "summary": "Translates a text, or each of a list.",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/TranslateRequest"}},
            "application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/TranslateForm"}},
            "multipart/form-data": {"schema": {"$ref": "#/components/schemas/TranslateForm"}}
          }
        },
        "responses": {
          "200": {
            "description": "The translation.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Translation"}}}
          },
          "400": {"$ref": "#/components/responses/Error"},
          "403": {"$ref": "#/components/responses/Error"},
          "413": {"$ref": "#/components/responses/Error"},
          "429": {"$ref": "#/components/responses/Busy"},
          "500": {"$ref": "#/components/responses/Error"},
          "503": {"$ref": "#/components/responses/Error"},
          "504": {"$ref": "#/components/responses/Error"}
        }
      }
    },
    "/translate_file": {
      "post": {
        "summary": "Translates a file, by the ending of its name.",
        "requestBody": {
          "required": true,
          "content": {
            "multipart/form-data": {
              "schema": {
                "type": "object",
                "required": ["file", "source", "target"],
                "properties": {
                  "file": {"type": "string", "format": "binary"},
                  "api_key": {"$ref": "#/components/schemas/ApiKey"},
                  "source": {"$ref": "#/components/schemas/Source"},
                  "target": {"$ref": "#/components/schemas/Target"},
                  "api_key": {"$ref": "#/components/schemas/ApiKey"}
                }
              }
            }
          }
        },
        "responses": {
          "200": {
            "description": "Where the translated file can be fetched for a while.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": ["translatedFileUrl"],
                  "properties": {
                    "translatedFileUrl": {"type": "string"},
                    "warnings": {"type": "array", "items": {"type": "string"}}
                  }
                }
              }
            }
          },
          "400": {"$ref": "#/components/responses/Error"},
          "403": {"$ref": "#/components/responses/Error"},
          "413": {"$ref": "#/components/responses/Error"},
          "429": {"$ref": "#/components/responses/Busy"},
          "500": {"$ref": "#/components/responses/Error"},
          "503": {"$ref": "#/components/responses/Error"},
          "504": {"$ref": "#/components/responses/Error"}
        }
      }
    },
    "/download_file/{name}": {
      "get": {
        "summary": "A translated file.",
        "parameters": [{"name": "name", "in": "path", "required": true, "schema": {"type": "string", "minLength": 1}}],
        "responses": {
          "200": {
            "description": "Its bytes.",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
          },
          "404": {"$ref": "#/components/responses/Error"}
        }
      }
    },
    "/detect": {
      "post": {
        "summary": "Which of the server's languages a text is in, likeliest first.",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/DetectRequest"}},
            "application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/DetectForm"}},
            "multipart/form-data": {"schema": {"$ref": "#/components/schemas/DetectForm"}}
          }
        },
        "responses": {
          "200": {
            "description": "The languages.",
            "content": {
              "application/json": {
                "schema": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/Detected"}}
              }
            }
          },
          "400": {"$ref": "#/components/responses/Error"},
          "403": {"$ref": "#/components/responses/Error"},
          "413": {"$ref": "#/components/responses/Error"},
          "429": {"$ref": "#/components/responses/Busy"}
        }
      }
    },
    "/languages": {
      "get": {
        "summary": "From which languages into which the server translates.",
        "responses": {
          "200": {
            "description": "The languages.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "required": ["code", "name", "targets"],
                    "properties": {
                      "code": {"type": "string"},
                      "name": {"type": "string"},
                      "targets": {"type": "array", "items": {"type": "string"}}
                    }
                  }
                }
              }
            }
          }
        }
      }
    },
    "/frontend/settings": {
      "get": {
        "summary": "What a page or a client should know of the server.",
        "responses": {
          "200": {
            "description": "The settings.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/FrontendSettings"}}}
          }
        }
      }
    },
    "/suggest": {
      "post": {
        "summary": "A better translation: not taken here.",
        "responses": {"403": {"$ref": "#/components/responses/Error"}}
      }
    },
    "/score": {
      "post": {
        "summary": "How probable a translation is; of lists, those of their pairs.",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/ScoreRequest"}}
          }
        },
        "responses": {
          "200": {
            "description": "The score, or the scores.",
            "content": {
              "application/json": {
                "schema": {
                  "oneOf": [
                    {"$ref": "#/components/schemas/Score"},
                    {
                      "type": "object",
                      "required": ["scores"],
                      "properties": {
                        "scores": {"type": "array", "items": {"$ref": "#/components/schemas/Score"}}
                      }
                    }
                  ]
                }
              }
            }
          },
          "400": {"$ref": "#/components/responses/Error"},
          "403": {"$ref": "#/components/responses/Error"},
          "413": {"$ref": "#/components/responses/Error"},
          "429": {"$ref": "#/components/responses/Busy"},
          "500": {"$ref": "#/components/responses/Error"},
          "503": {"$ref": "#/components/responses/Error"},
          "504": {"$ref": "#/components/responses/Error"}
        }
      }
    },
    "/health": {
      "get": {
        "summary": "Whether the server answers, and with which models.",
        "responses": {
          "200": {
            "description": "It does.",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": ["status", "model", "version", "max_alternatives", "queue_length"],
                  "properties": {
                    "status": {"type": "string", "enum": ["ok"]},
                    "model": {"type": "string"},
                    "version": {"type": "string"},
                    "max_alternatives": {"type": "integer"},
                    "queue_length": {"type": "integer"}
                  }
                }
              }
            }
          }
        }
      }
    },
    "/metrics": {
      "get": {
        "summary": "Counts for Prometheus.",
        "responses": {
          "200": {"description": "The counts.", "content": {"text/plain": {"schema": {"type": "string"}}}}
        }
      }
    },
    "/spec": {
      "get": {
        "summary": "This description.",
        "responses": {
          "200": {"description": "It.", "content": {"application/json": {"schema": {"type": "object"}}}}
        }
      }
    }
  },)json";

}  // namespace

std::string api_spec() {
  std::string spec;
  for (const std::string_view part :
       {kSpecBegin, std::string_view(NMT_VERSION), kSpecPaths, kSpecSchemas})
    spec += part;
  return spec;
}

}  // namespace nmt
