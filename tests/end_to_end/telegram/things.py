"""Things that neighbours lend each other, each unlike all others."""

THINGS: tuple[str, ...] = (
    *("perceuse", "échelle", "tondeuse", "scie", "brouette", "tente", "poussette", "ponceuse", "bâche"),
    *("valise", "glacière", "sécateur", "pelle", "marteau", "remorque", "nappe", "imprimante"),
    *("aspirateur", "cafetière", "théière", "mixeur", "ventilateur", "lampe", "guitare", "luge"),
    *("projecteur", "enceinte", "parasol", "barbecue", "marmite", "machine à coudre", "siège auto"),
    *("lit parapluie", "diable", "friteuse", "gaufrier", "déshumidificateur", "serre-joint", "arrosoir"),
    *("tronçonneuse", "yaourtière", "porte-bébé", "couette", "niveau", "clé à molette"),
)
